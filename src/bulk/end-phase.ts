import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { endListJob, makeReady } from '../jobs/move-job.ts'
import type { ChunkOrStep } from '../database/wakeup-table.ts'
import { insertedWakeups } from '../jobs/wakeups.ts'
import type { ClaimedChunk } from './claim-chunk.ts'
import { STEP } from './step.ts'
import { freeTurns } from './turns.ts'

/**
 * Ends the plan or the run of a job whose row is locked, if none of its chunks is left. An erasure
 * does not end by itself: it has a last look first.
 *
 * @returns what is to be delivered next, if anything, and whether the job has ended
 */
export async function endPhase(
  trx: Trx,
  workspace: string,
  { job, mode, kind }: ClaimedChunk,
): Promise<{ readonly steps: readonly ChunkOrStep[]; readonly isOver: boolean }> {
  const goesOn = { steps: [], isOver: false }
  if (await anyLeft(trx, workspace, job)) return goesOn
  if (mode === 'plan') {
    await endPlan(trx, workspace, job)
    return goesOn
  }
  if (kind === 'erasure') return { steps: await wakeStep(trx, workspace, job), isOver: false }
  await endRun(trx, workspace, job)
  return { steps: [], isOver: true }
}

/** Says that the plan is made, and the run may begin. */
export async function endPlan(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    update job_list set planned_at = now()
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  await makeReady(trx, workspace, job)
}

/**
 * All redacted, now or before, and scrubbed: `succeeded`; any other: `completed_with_errors`.
 *
 * @param isIncomplete whether something is known to be left that no chunk counts
 */
export async function endRun(
  trx: Trx,
  workspace: string,
  job: string,
  { isIncomplete = false } = {},
): Promise<void> {
  const isAnyLeft = sql<boolean>`(${isIncomplete} or exists (
    select from job_chunk chunk
     where chunk.workspace_id = ${workspace} and chunk.job_id = ${job}
       and (chunk.redacted + chunk.already_redacted < length(chunk.outcomes)
            or chunk.unscrubbed <> '{}')))`
  await endListJob(trx, workspace, job, isAnyLeft)
}

/**
 * Wakes the job's own next step.
 *
 * @returns it, to be delivered; nothing, when it waits for its turn
 */
export async function wakeStep(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<readonly ChunkOrStep[]> {
  const { rows } = await sql<{ waits: boolean }>`
    with lane as materialized (
      select ${freeTurns(workspace, sql`lanes`)} = 0 as waits from job_list
       where workspace_id = ${workspace} and job_id = ${job})
    ${insertedWakeups(workspace, job, sql`(select null::integer as chunk, waits from lane) step`)}`.execute(
    trx,
  )
  return rows[0]?.waits === false ? [STEP] : []
}

/** Has the job's own next step wait for its turn: whoever commits this asks whose turn it is. */
export async function placeStep(trx: Trx, workspace: string, job: string): Promise<void> {
  const step = sql`(values (null::integer, true)) step(chunk, waits)`
  await insertedWakeups(workspace, job, step).execute(trx)
}

/** Chunks left are those with a wakeup; one that has none yet would have been woken before this. */
export async function anyLeft(trx: Trx, workspace: string, job: string): Promise<boolean> {
  const { rows } = await sql`
    select from wakeup where workspace_id = ${workspace} and job_id = ${job} limit 1`.execute(trx)
  return rows.length > 0
}
