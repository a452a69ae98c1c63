import type { Db } from '../database/connection.ts'
import { takeLock } from '../database/held-lock.ts'
import { LOCK_CLASSES } from '../database/lock-classes.ts'

/**
 * Runs work that concerns a job unless another connection, of any process, is running such work for
 * it now; then nothing is done. The lock dies with its process, or when that stands still.
 */
export async function runExclusively(
  db: Db,
  workspace: string,
  job: string,
  work: () => Promise<void>,
): Promise<void> {
  const lock = await takeLock(db, { of: LOCK_CLASSES.jobs, key: `${workspace}\n${job}` })
  if (!lock) return
  try {
    await work()
  } finally {
    await lock.release()
  }
}
