import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ContactRow } from './contact-row.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { findSuppressed } from './find-suppressed.ts'
import { holdImportLock } from './import-lock.ts'
import { isOlder } from './is-older.ts'
import type { Merge } from './merges-of.ts'
import { namedPeople, namedPerson } from './named-people.ts'
import { addUnknown, storeContacts } from './store-contacts.ts'
import { storedTimes } from './store-conversations.ts'
import { storeKeys } from './store-keys.ts'
import { storeMerges } from './store-merges.ts'
import { toldKeys } from './told-keys.ts'

/**
 * Stores the contacts that conversations name, and contacts by themselves, with every key that any
 * mention tells of them. A conversation that is older than the stored one tells nothing new of
 * anybody else. Of who is suppressed only the id is kept, and the keys that tell it is them.
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
  const older = all.filter(({ conversation }) =>
    isOlder(conversation.data.updated_at, stored.get(conversation.id)),
  )
  const people = [
    ...all.flatMap(namedPeople),
    ...contacts.flatMap(({ data }) => namedPerson(data) ?? []),
  ]
  const suppressed = await findSuppressed(trx, workspace, () => people, pepper)
  const storing = { suppressed, pepper }
  const merges = contacts.flatMap((one) => one.merges ?? [])
  const current = older.length === 0 ? all : all.filter((one) => !older.includes(one))
  const rows = [...current.flatMap((one) => one.contacts), ...contacts, ...mergedRows(merges)]
  await storeContacts(trx, workspace, rows, storing)
  await addUnknown(
    trx,
    workspace,
    older.flatMap((one) => one.contacts),
    storing,
  )
  await storeMerges(trx, workspace, merges)
  if (pepper) await storeKeys(trx, workspace, toldKeys(workspace, people, pepper))
}

/** Whoever was merged may be known by nothing else. */
function mergedRows(merges: readonly Merge[]): ContactRow[] {
  return merges.flatMap(({ from, into }) => [from, into].map((id) => ({ id, data: {} })))
}
