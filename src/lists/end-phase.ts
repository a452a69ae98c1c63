import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { notifyWaiters } from '../jobs/record-outcomes.ts'
import type { ClaimedChunk } from './claim-chunk.ts'

/**
 * Ends the plan or the run of a job whose row is locked, if none of its chunks is left.
 *
 * All items redacted, now or before: `succeeded`; any other: `completed_with_errors`.
 */
export async function endPhase(
  trx: Trx,
  workspace: string,
  { job, mode }: ClaimedChunk,
): Promise<void> {
  if (await anyLeft(trx, workspace, job)) return
  if (mode === 'plan') {
    await sql`
      update job_list set planned_at = now()
       where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
    await sql`
      update job set state = 'ready' where workspace_id = ${workspace} and id = ${job}`.execute(trx)
    return
  }
  const { rows } = await sql<{ waiter: string | null }>`
    update job set finished_at = now(), state = case when exists (
        select from job_chunk chunk
         where chunk.workspace_id = ${workspace} and chunk.job_id = ${job}
           and chunk.redacted + chunk.already_redacted < length(chunk.outcomes))
        then 'completed_with_errors' else 'succeeded' end
     where workspace_id = ${workspace} and id = ${job}
    returning waiter`.execute(trx)
  await notifyWaiters(trx, rows)
}

/** Chunks of a phase are those with a wakeup and those that have none yet; the latter are asked for first. */
async function anyLeft(trx: Trx, workspace: string, job: string): Promise<boolean> {
  const { rows } = await sql`
    select from wakeup where workspace_id = ${workspace} and job_id = ${job} limit 1`.execute(trx)
  return rows.length > 0
}
