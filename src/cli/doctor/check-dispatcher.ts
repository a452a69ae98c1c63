import type { Db } from '../../database/connection.ts'
import { isLockHeld } from '../../database/is-lock-held.ts'
import { ALONE, LOCK_CLASSES } from '../../database/lock-classes.ts'
import { ok, warning, type Check } from './check.ts'

/** Whether a process has the lead that delivers again what the queue or a worker has lost. */
export async function checkDispatcher(db: Db): Promise<Check> {
  if (await isLockHeld(db, { of: LOCK_CLASSES.alone, key: ALONE.dispatcher })) {
    return ok('dispatcher', 'a process delivers again what is lost')
  }
  const cure = 'start `unsaid worker` or `unsaid start`'
  return warning(
    'dispatcher',
    'no worker runs as dispatcher: lost deliveries are not repeated',
    cure,
  )
}
