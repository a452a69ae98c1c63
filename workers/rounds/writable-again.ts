import { unwritableTables } from '../../src/database/unwritable-tables.ts'
import type { Db } from '../../src/database/connection.ts'
import { WRITTEN_SCHEMAS } from '../../src/setup/assert-writable.ts'

/**
 * Makes the look whether tables can be written again that a publication kept from being written when
 * it looked before. Jobs that met it rest for half a minute, and could be done at once.
 */
export function createWritableAgain(db: Db): () => Promise<boolean> {
  let before = 0
  return async () => {
    const { length: now } = await unwritableTables(db, WRITTEN_SCHEMAS)
    const isAgain = before > 0 && now === 0
    before = now
    return isAgain
  }
}
