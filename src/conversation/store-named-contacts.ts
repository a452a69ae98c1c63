import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ContactRow } from './contact-row.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { findSuppressed } from './find-suppressed.ts'
import { holdImportLock } from './import-lock.ts'
import { isOlder } from './is-older.ts'
import { namedPeople, namedPerson } from './named-people.ts'
import { storeContacts } from './store-contacts.ts'
import { storedTimes } from './store-conversations.ts'

/**
 * Stores the contacts that conversations name, and contacts by themselves. A conversation that is
 * older than the stored one tells nothing new of anybody. Of who is suppressed only the id is kept,
 * and the keys that tell it is them.
 */
export async function storeNamedContacts(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  contacts: readonly ContactRow[],
  pepper?: Pepper,
): Promise<void> {
  await holdImportLock(trx, workspace)
  const ids = all.map(({ conversation }) => conversation.id)
  const stored = await storedTimes(trx, workspace, ids)
  const current = all.filter(
    ({ conversation }) => !isOlder(conversation.data.updated_at, stored.get(conversation.id)),
  )
  const people = () => [
    ...current.flatMap(namedPeople),
    ...contacts.flatMap(({ data }) => namedPerson(data) ?? []),
  ]
  const suppressed = await findSuppressed(trx, workspace, people, pepper)
  const rows = [...current.flatMap((one) => one.contacts), ...contacts]
  await storeContacts(trx, workspace, rows, { suppressed, pepper })
}
