import type { Db } from '../../src/database/connection.ts'
import { takeLock, type HeldLock } from '../../src/database/held-lock.ts'
import { ALONE, LOCK_CLASSES } from '../../src/database/lock-classes.ts'

/** Who does what only one process may do at a time. */
export interface Leadership {
  /** Takes the lead if nobody has it. Rejects when Postgres can't be asked. */
  hold(): Promise<boolean>
  /**
   * To be asked right before what can't be taken back: a process that stood still has lost the lead
   * without a word.
   *
   * @throws when it was lost
   */
  assertLeads(): Promise<void>
  /** Hands it on. */
  close(): Promise<void>
}

/** The lead is a lock that a dead process hands on at once, and one that stands still within 12 s. */
export function createLeadership(db: Db, led: 'dispatcher' | 'sealer' = 'dispatcher'): Leadership {
  let held: HeldLock | undefined

  async function assertLeads(): Promise<void> {
    try {
      if (!held) throw new Error('the lead was not taken')
      await held.assertHeld()
    } catch (error) {
      held = undefined
      throw error
    }
  }

  return {
    async hold() {
      if (held) await assertLeads()
      else held = await takeLock(db, { of: LOCK_CLASSES.alone, key: ALONE[led] })
      return held !== undefined
    },
    assertLeads,
    async close() {
      await held?.release()
      held = undefined
    },
  }
}
