import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { startChunks } from '../lists/accept-list.ts'
import { endPlan } from '../lists/end-phase.ts'
import { notifyWaiters } from '../jobs/record-outcomes.ts'
import { appendChunks } from './append-chunks.ts'
import type { LockedErasure } from './lock-erasure.ts'

/**
 * Finds everything an erasure is about, as its first step. A dry run is ready then; else its
 * chunks begin. With nothing to erase the job fails, and says so: nothing to do is not success.
 *
 * @returns the chunks to be delivered
 */
export async function planErasure(
  trx: Trx,
  workspace: string,
  erasure: LockedErasure,
): Promise<readonly number[]> {
  const { job, dryRun } = erasure
  const first = await appendChunks(trx, workspace, erasure, { late: false, planned: dryRun })
  if (first === undefined) {
    await failEmpty(trx, workspace, job)
    return []
  }
  if (dryRun) {
    await endPlan(trx, workspace, job)
    return []
  }
  await sql`
    update job set state = 'running' where workspace_id = ${workspace} and id = ${job}`.execute(trx)
  return startChunks(trx, workspace, job, sql`run_at = now()`)
}

/** What kept imports out is lifted with it: there was nobody to keep out. */
async function failEmpty(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    update suppression set lifted_at = now()
     where workspace_id = ${workspace} and job_id = ${job} and lifted_at is null`.execute(trx)
  const { rows } = await sql<{ waiter: string | null }>`
    update job set state = 'failed', outcome_code = 'nothing_to_redact', finished_at = now()
     where workspace_id = ${workspace} and id = ${job}
    returning waiter`.execute(trx)
  await notifyWaiters(trx, rows)
}
