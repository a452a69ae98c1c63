import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { JobKind, JobState } from '../database/tables.ts'
import { notifyWaiters } from '../jobs/record-outcomes.ts'
import { assertTokenAllows } from '../access/assert-token-allows.ts'

export type CanceledJob = 'canceled' | 'not_found' | 'conflict'

const OPEN: ReadonlySet<JobState> = new Set(['queued', 'planning', 'ready', 'running'])

/**
 * Cancels a bulk or erasure job. What was redacted before stays so; from this commit on nothing
 * more of it is: a chunk that is worked on finds the job canceled and takes its work back. Nobody
 * is kept from being imported for its sake any more.
 *
 * @param by in whose name, if it is a token's: `token:<id>`
 * @throws TokenRefused
 */
export async function cancelJob(
  db: Db,
  workspace: string,
  job: string,
  by?: string,
): Promise<CanceledJob> {
  return inWorkspace(db, workspace, async (trx) => {
    const { rows } = await sql<{ kind: JobKind; state: JobState; waiter: string | null }>`
      select kind, state, waiter from job
       where workspace_id = ${workspace} and id = ${job} for update`.execute(trx)
    const [found] = rows
    if (!found) return 'not_found'
    if (found.state === 'canceled') return 'canceled'
    if (found.kind === 'redaction' || !OPEN.has(found.state)) return 'conflict'
    await assertTokenAllows(trx, workspace, by, 'erase:write')
    await end(trx, workspace, job)
    await notifyWaiters(trx, [found])
    return 'canceled'
  })
}

/** A wakeup that a worker holds is left to it: it waits for the job's row that we hold. */
async function end(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    update job set state = 'canceled', finished_at = now()
     where workspace_id = ${workspace} and id = ${job}`.execute(trx)
  await sql`
    update suppression set lifted_at = now()
     where workspace_id = ${workspace} and job_id = ${job} and lifted_at is null`.execute(trx)
  await sql`
    delete from wakeup where workspace_id = ${workspace} and job_id = ${job} and chunk in (
      select chunk from wakeup where workspace_id = ${workspace} and job_id = ${job}
         for update skip locked)`.execute(trx)
}
