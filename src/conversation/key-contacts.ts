import { sql } from 'kysely'
import { contactKey } from './contact-key.ts'
import { storeKeys } from './store-keys.ts'
import { toldKeys } from './told-keys.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'

/** Contacts whose rows are keyed at a time. */
export const CONTACTS_AT_ONCE = 2_000

interface UnkeyedContact {
  readonly id: string
  readonly email: unknown
  readonly external_id: unknown
}

/**
 * Gives their keys to some contacts that were imported without a pepper, or by a version that knew
 * none.
 *
 * @param among ids; without them, of all
 * @returns how many there were: fewer than a batch means that none is left
 */
export async function keyContacts(
  trx: Trx,
  workspace: string,
  pepper: Pepper,
  among?: readonly string[],
): Promise<number> {
  const contacts = await lockUnkeyed(trx, workspace, among)
  if (contacts.length === 0) return 0
  const keysOf = (kind: 'email' | 'external_id') =>
    contacts.map((contact) => contactKey(pepper, workspace, kind, contact[kind]) ?? null)
  await sql`
    update contact
       set email_key = coalesce(told.email_key, contact.email_key), keyed = true,
           external_id_key = coalesce(told.external_id_key, contact.external_id_key)
      from unnest(${contacts.map((contact) => contact.id)}::text[], ${keysOf('email')}::bytea[],
                  ${keysOf('external_id')}::bytea[]) as told(id, email_key, external_id_key)
     where contact.workspace_id = ${workspace} and contact.id = told.id`.execute(trx)
  await storeKeys(trx, workspace, toldKeys(workspace, contacts, pepper))
  return contacts.length
}

async function lockUnkeyed(
  trx: Trx,
  workspace: string,
  among: readonly string[] | undefined,
): Promise<readonly UnkeyedContact[]> {
  const limit = among ? sql`and id = any(${among}::text[])` : sql``
  const { rows } = await sql<UnkeyedContact>`
    select id, data -> 'email' as email, data -> 'external_id' as external_id from contact
     where workspace_id = ${workspace} and not keyed ${limit}
     order by id limit ${among ? null : CONTACTS_AT_ONCE} for update`.execute(trx)
  return rows
}
