import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { mergedById, type ContactRow } from './contact-row.ts'
import { recordset } from './recordset.ts'

/** Stores contacts, adding to what is known of each; a row that would not change is not touched. */
export async function storeContacts(
  trx: Trx,
  workspace: string,
  rows: readonly ContactRow[],
): Promise<void> {
  const all = [...mergedById(rows).values()]
  if (all.length === 0) return
  const same = await sameContacts(trx, workspace, all)
  const contacts = all.filter((contact) => !same.has(contact.id))
  if (contacts.length === 0) return
  const added = await addContacts(trx, workspace, contacts)
  const known = contacts.filter((contact) => !added.has(contact.id))
  if (known.length === 0) return
  await lockContacts(trx, workspace, known)
  await updateContacts(trx, workspace, known)
}

/** Only reads: half the conversations of a workspace may name the same person, and lock nothing. */
async function sameContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly ContactRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select contact.id from ${recordset(contacts, COLUMNS)}
      join contact on contact.workspace_id = ${workspace} and contact.id = r.id
     where contact.data = contact.data || r.data`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

async function addContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly ContactRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into contact (workspace_id, id, data)
    select ${workspace}, id, data from ${recordset(contacts, COLUMNS)}
     order by id collate "C"
        on conflict (workspace_id, id) do nothing
    returning id`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

async function lockContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly ContactRow[],
): Promise<void> {
  const ids = contacts.map((contact) => contact.id)
  await sql`
    select from contact where workspace_id = ${workspace} and id = any(${ids}::text[])
     order by id for update`.execute(trx)
}

/** Whether anything changes is asked by `<>`: `@>` would call a list that became shorter the same. */
async function updateContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly ContactRow[],
): Promise<void> {
  await sql`
    update contact set data = contact.data || r.data
      from ${recordset(contacts, COLUMNS)}
     where contact.workspace_id = ${workspace} and contact.id = r.id
       and contact.data <> contact.data || r.data`.execute(trx)
}

const COLUMNS = 'id text, data jsonb'
