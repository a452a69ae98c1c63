import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip, inWorkspace } from '../database/in-workspace.ts'
import { lockJobs } from '../jobs/lock-jobs.ts'
import type { Outcome } from '../jobs/outcome.ts'
import { recordOutcomes } from '../jobs/record-outcomes.ts'
import type { CanceledJob } from './cancel-job.ts'

/** Jobs canceled in one transaction: it must not hold up anybody. */
const BATCH = 1_000

type StopJob = (db: Db, workspace: string, job: string) => Promise<CanceledJob>

const CANCELED: Outcome = { kind: 'canceled', code: null }

/**
 * Cancels every job that somebody asked for and that has not ended: single redactions, lists and
 * erasures, planned or under way. What they redacted before stays so.
 *
 * @param requestedBy `token:<id>`, say
 * @param stop how a list or an erasure is canceled
 * @returns how many were canceled
 */
export async function cancelJobsOf(
  db: Db,
  workspace: string,
  requestedBy: string,
  stop: StopJob,
): Promise<number> {
  const singles = await eachBatch(
    (after) => findSingles(db, workspace, requestedBy, after),
    (ids) => cancelSingles(db, workspace, ids),
  )
  const lists = await eachBatch(
    (after) => findLists(db, workspace, requestedBy, after),
    (ids) => cancelLists(db, workspace, ids, stop),
  )
  return singles + lists
}

async function eachBatch(
  find: (after: string) => Promise<string[]>,
  cancel: (ids: readonly string[]) => Promise<number>,
): Promise<number> {
  let count = 0
  for (let after: string | undefined = ''; after !== undefined;) {
    const ids: string[] = await find(after)
    if (ids.length > 0) count += await cancel(ids)
    after = ids.at(-1)
  }
  return count
}

/** What waits for a worker has a wakeup: nobody looks through those that have ended. */
async function findSingles(
  db: Db,
  workspace: string,
  requestedBy: string,
  after: string,
): Promise<string[]> {
  const { rows } = await inOneTrip(
    db,
    workspace,
    (trx) =>
      sql<{ id: string }>`
        select job.id from wakeup
          join job on job.workspace_id = ${workspace} and job.id = wakeup.job_id
         where wakeup.workspace_id = ${workspace} and wakeup.job_id > ${after}
           and job.kind = 'redaction' and job.requested_by = ${requestedBy}
         order by wakeup.job_id limit ${BATCH}`.execute(trx),
    'by_key',
  )
  return rows.map(({ id }) => id)
}

async function cancelSingles(db: Db, workspace: string, ids: readonly string[]): Promise<number> {
  return inWorkspace(db, workspace, async (trx) => {
    const locked = await lockJobs(trx, workspace, ids)
    const ended = locked.map((job) => ({ job, outcome: CANCELED }))
    await recordOutcomes(trx, workspace, ended)
    return ended.length
  })
}

async function findLists(
  db: Db,
  workspace: string,
  requestedBy: string,
  after: string,
): Promise<string[]> {
  const { rows } = await inOneTrip(
    db,
    workspace,
    (trx) =>
      sql<{ id: string }>`
        select id from job
         where workspace_id = ${workspace} and kind <> 'redaction' and id > ${after}
           and requested_by = ${requestedBy} and finished_at is null
         order by id limit ${BATCH}`.execute(trx),
    'by_key',
  )
  return rows.map(({ id }) => id)
}

/** One by one, each as if it were canceled by hand. */
async function cancelLists(
  db: Db,
  workspace: string,
  ids: readonly string[],
  stop: StopJob,
): Promise<number> {
  let count = 0
  for (const id of ids) {
    if ((await stop(db, workspace, id)) === 'canceled') count += 1
  }
  return count
}
