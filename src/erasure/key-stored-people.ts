import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { preferIndexes } from '../database/prefer-indexes.ts'
import { areAllKeyed } from '../conversation/are-all-keyed.ts'
import { CONTACTS_AT_ONCE, keyContacts } from '../conversation/key-contacts.ts'
import { keyConversations } from '../conversation/key-conversations.ts'

/**
 * Keys whoever is stored without keys: contacts that were imported without a pepper, and the people
 * whom conversations name that an earlier version stored, or a process without one. It works in
 * many short transactions, so it may stop and go on at any place; in the end it finds nothing to do.
 *
 * @param within milliseconds; a batch that has begun is done
 * @returns whether everybody is keyed now
 */
export async function keyStoredPeople(
  db: Db,
  workspace: string,
  pepper: Pepper,
  within: number,
): Promise<boolean> {
  const end = performance.now() + within
  const batch = (work: (trx: Trx) => Promise<boolean>) => inWorkspace(db, workspace, work)
  const contacts = async (trx: Trx) =>
    (await keyContacts(trx, workspace, pepper)) === CONTACTS_AT_ONCE
  const conversations = async (trx: Trx) => {
    await preferIndexes(trx)
    return (await keyConversations(trx, workspace, pepper)) > 0
  }
  for (const work of [contacts, conversations]) {
    while (await batch(work)) if (performance.now() >= end) break
  }
  return batch((trx) => areAllKeyed(trx, workspace))
}
