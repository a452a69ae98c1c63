import { sql, type RawBuilder } from 'kysely'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { JOB_MOVES } from './job-moves.ts'
import type { LockedJob } from './lock-jobs.ts'
import { notifyWaiters } from './notify-waiters.ts'
import type { Outcome } from './outcome.ts'

/*
 * Nothing else changes the state of a job that is there. Each of these throws when the job is in a
 * state that it does not start from, or is not there: the caller has locked it and knows its state.
 */

/** A list, or an erasure that was only to be planned: a worker has taken it up. */
export async function beginPlan(trx: Trx, workspace: string, job: string): Promise<void> {
  await move(trx, workspace, job, 'beginPlan', sql`state = 'planning'`)
}

/** The plan is made, and the run may begin. */
export async function makeReady(trx: Trx, workspace: string, job: string): Promise<void> {
  await notifyWaiters(trx, await move(trx, workspace, job, 'makeReady', sql`state = 'ready'`))
}

/** One that nobody planned first: a worker has taken it up. */
export async function beginRun(trx: Trx, workspace: string, job: string): Promise<void> {
  await move(trx, workspace, job, 'beginRun', sql`state = 'running'`)
}

/** One that is planned is to be run, for whom it says from then on. */
export async function runReady(
  trx: Trx,
  workspace: string,
  job: string,
  requestedBy: string,
): Promise<void> {
  const changes = sql`state = 'running', requested_by = ${requestedBy}`
  await move(trx, workspace, job, 'runReady', changes)
}

/** @param isIncomplete whether anything is left that should have gone */
export async function endListJob(
  trx: Trx,
  workspace: string,
  job: string,
  isIncomplete: RawBuilder<boolean>,
): Promise<void> {
  const changes = sql`
    finished_at = now(),
    state = case when ${isIncomplete} then 'completed_with_errors' else 'succeeded' end`
  await notifyWaiters(trx, await move(trx, workspace, job, 'endListJob', changes))
}

/** There was nothing to do, which is not success. */
export async function failEmpty(trx: Trx, workspace: string, job: string): Promise<void> {
  const changes = sql`
    state = 'failed', outcome_code = 'nothing_to_redact', finished_at = now()`
  await notifyWaiters(trx, await move(trx, workspace, job, 'failEmpty', changes))
}

/** From this commit on nothing more of a list or an erasure is done. */
export async function cancelOpen(trx: Trx, workspace: string, job: string): Promise<void> {
  const changes = sql`state = 'canceled', finished_at = now()`
  await notifyWaiters(trx, await move(trx, workspace, job, 'cancelOpen', changes))
}

/** How a job has ended of which a certificate tells. */
export interface CertifiedEnd {
  readonly result: string
  readonly finishedAt: string
}

/** A restored database has forgotten that the job ended. */
export async function endAsCertified(
  trx: Trx,
  workspace: string,
  job: string,
  { result, finishedAt }: CertifiedEnd,
): Promise<void> {
  const changes = sql`state = ${result}, finished_at = ${finishedAt}::timestamptz`
  await move(trx, workspace, job, 'endAsCertified', changes)
}

export interface RecordedOutcome {
  readonly job: Pick<LockedJob, 'id' | 'place' | 'waiter'>
  readonly outcome: Outcome
}

/**
 * Single redactions have their outcomes, whichever these are. Their rows are found by their places
 * alone: a condition on the state had the planner find them otherwise, at a third of the speed
 * (measured); the database itself refuses to change a job that has ended.
 *
 * @throws when a row is not where it was locked
 */
export async function endRedactions(
  trx: Trx,
  workspace: string,
  ended: readonly RecordedOutcome[],
): Promise<void> {
  const { numAffectedRows } = await sql`
    update job
       set outcome = ended.outcome, outcome_code = ended.code, finished_at = now(),
           state = case when ended.outcome in ('redacted', 'already_redacted') then 'succeeded'
                        else 'failed' end
      from unnest(${ended.map((one) => one.job.place)}::tid[],
                  ${ended.map((one) => one.outcome.kind)}::text[],
                  ${ended.map((one) => one.outcome.code)}::text[]) as ended(place, outcome, code)
     where job.workspace_id = ${workspace} and job.ctid = ended.place`.execute(trx)
  assertAllWritten(numAffectedRows, ended.length)
}

type MoveName = keyof typeof JOB_MOVES

async function move(
  trx: Trx,
  workspace: string,
  job: string,
  name: MoveName,
  changes: RawBuilder<unknown>,
): Promise<readonly { readonly waiter: string | null }[]> {
  const { rows } = await sql<{ waiter: string | null }>`
    update job set ${changes}
     where workspace_id = ${workspace} and id = ${job} and ${startsFrom(name)}
    returning waiter`.execute(trx)
  if (rows.length === 0) throw new Error(`${name}: the job is in no state that this starts from`)
  return rows
}

function startsFrom(name: MoveName): RawBuilder<boolean> {
  return sql<boolean>`job.state in (${sql.join(JOB_MOVES[name].from.map((state) => sql.lit(state)))})`
}
