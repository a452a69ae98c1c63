import type { Outline, OutlineOptions } from '../conversation/read-outline.ts'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import { storeOf } from './store-of.ts'

/**
 * What a conversation consists of. Without text none is read out of the database.
 *
 * @returns undefined when the workspace has no such conversation
 */
export async function readConversationOutline(
  db: Db,
  workspace: string,
  id: string,
  options: OutlineOptions,
): Promise<Outline | undefined> {
  const store = await storeOf(db, workspace)
  return inOneTrip(db, workspace, (trx) => store.readOutline(trx, workspace, id, options), 'by_key')
}
