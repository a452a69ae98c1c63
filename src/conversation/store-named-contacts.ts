import type { Trx } from '../database/in-workspace.ts'
import type { ContactRow } from './contact-row.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { isOlder } from './is-older.ts'
import { storeContacts } from './store-contacts.ts'
import { storedTimes } from './store-conversations.ts'

/**
 * Stores the contacts that conversations name, and contacts by themselves. A conversation that is
 * older than the stored one tells nothing new of anybody.
 */
export async function storeNamedContacts(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  contacts: readonly ContactRow[],
): Promise<void> {
  const ids = all.map(({ conversation }) => conversation.id)
  const stored = await storedTimes(trx, workspace, ids)
  const current = all.filter(
    ({ conversation }) => !isOlder(conversation.data.updated_at, stored.get(conversation.id)),
  )
  await storeContacts(trx, workspace, [...current.flatMap((rows) => rows.contacts), ...contacts])
}
