import { sql } from 'kysely'
import { contactKey } from '../conversation/contact-key.ts'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'

/** Rows in one transaction. */
const BATCH = 2_000

/**
 * Gives their keys to contacts that were imported without a pepper, or by a version that knew none,
 * in many short transactions. There is nothing to do from the second time on. Worth calling before
 * the transaction that resolves a selector, which would do the same in one.
 */
export async function keyContacts(db: Db, workspace: string, pepper: Pepper): Promise<void> {
  const keyed = await inWorkspace(db, workspace, (trx) => keySomeContacts(trx, workspace, pepper))
  if (keyed === BATCH) await keyContacts(db, workspace, pepper)
}

/** The same in the caller's transaction. */
export async function keyContactsIn(trx: Trx, workspace: string, pepper: Pepper): Promise<void> {
  const keyed = await keySomeContacts(trx, workspace, pepper)
  if (keyed === BATCH) await keyContactsIn(trx, workspace, pepper)
}

interface UnkeyedContact {
  readonly id: string
  readonly email: unknown
  readonly external_id: unknown
}

async function keySomeContacts(trx: Trx, workspace: string, pepper: Pepper): Promise<number> {
  const contacts = await lockUnkeyed(trx, workspace)
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
  return contacts.length
}

async function lockUnkeyed(trx: Trx, workspace: string): Promise<readonly UnkeyedContact[]> {
  const { rows } = await sql<UnkeyedContact>`
    select id, data -> 'email' as email, data -> 'external_id' as external_id from contact
     where workspace_id = ${workspace} and not keyed
     order by id limit ${BATCH} for update`.execute(trx)
  return rows
}
