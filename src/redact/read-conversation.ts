import type { JsonObject } from '../conversation/json-object.ts'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import { storeOf } from './store-of.ts'

/**
 * The conversation as it is now, as replies show it.
 *
 * @returns undefined when the workspace has no such conversation
 */
export async function readConversation(
  db: Db,
  workspace: string,
  id: string,
): Promise<JsonObject | undefined> {
  const store = await storeOf(db, workspace)
  return inOneTrip(db, workspace, (trx) => store.readConversation(trx, workspace, id), 'by_key')
}
