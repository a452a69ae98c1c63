import type { Db } from '../database/connection.ts'
import { cancelJob, type CanceledJob } from '../bulk/cancel-job.ts'
import { liftSuppressions } from './suppressions.ts'

/**
 * Cancels a job of either kind: nothing more of it is redacted, and nobody is kept from being
 * imported for its sake any more.
 *
 * @param by in whose name, if it is a token's: `token:<id>`
 * @throws TokenRefused
 */
export async function stopJob(
  db: Db,
  workspace: string,
  job: string,
  by?: string,
): Promise<CanceledJob> {
  return cancelJob(db, workspace, job, {
    by,
    also: (trx) => liftSuppressions(trx, workspace, job),
  })
}
