import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../../src/database/connection.ts'
import { inOneTrip } from '../../src/database/in-workspace.ts'
import { insertAccepted, type Ask } from '../../src/jobs/insert-accepted.ts'

/**
 * Accepts requests, and tells no queue of them.
 *
 * @returns the jobs' ids, in the order of the asks
 */
export async function acceptRedactions(
  db: Db,
  workspace: string,
  asks: readonly Ask[],
): Promise<string[]> {
  const ids = asks.map(() => uuidv7())
  await inOneTrip(db, workspace, (trx) => insertAccepted(trx, workspace, ids, asks))
  return ids
}
