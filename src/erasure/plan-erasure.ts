import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ChunkOrStep } from '../database/wakeup-table.ts'
import { startChunks } from '../bulk/accept-list.ts'
import { endPlan, wakeStep } from '../bulk/end-phase.ts'
import { beginRun, failEmpty } from '../jobs/move-job.ts'
import { storeOf } from '../redact/store-of.ts'
import { appendChunks } from './append-chunks.ts'
import { keepNames } from './keep-names.ts'
import type { LockedErasure } from './lock-erasure.ts'
import { liftSuppressions } from './suppressions.ts'

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
  pepper: Pepper,
): Promise<readonly ChunkOrStep[]> {
  const { job, dryRun } = erasure
  const first = await appendChunks(trx, workspace, erasure, { late: false, planned: dryRun })
  await nameOthers(trx, workspace, erasure)
  if (first === undefined && (await isNothingLeft(trx, workspace, erasure))) {
    await failEmpty(trx, workspace, job)
    // There was nobody to keep out.
    await liftSuppressions(trx, workspace, job)
    return []
  }
  await keepNames(trx, workspace, erasure, pepper)
  if (dryRun) {
    await endPlan(trx, workspace, job)
    return []
  }
  await beginRun(trx, workspace, job)
  // Only their own rows are left, or what a recheck found is nothing that is erased: then there is
  // only the last look to be had, which empties them.
  if (first === undefined) return wakeStep(trx, workspace, job)
  return startChunks(trx, workspace, job, sql`run_at = now()`)
}

/** Somebody who never wrote has a row of their own all the same. */
async function isNothingLeft(trx: Trx, workspace: string, erasure: LockedErasure) {
  if (erasure.supersedes !== null) return false
  const store = await storeOf(trx, workspace)
  return store.areEmptied(trx, workspace, erasure)
}

async function nameOthers(trx: Trx, workspace: string, erasure: LockedErasure): Promise<void> {
  const store = await storeOf(trx, workspace)
  const others = await store.findOthers(trx, workspace, erasure.contacts)
  if (others.length === 0) return
  await sql`
    update erasure set other_contacts = ${others}
     where workspace_id = ${workspace} and job_id = ${erasure.job}`.execute(trx)
}
