import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { contactKey } from './contact-key.ts'
import { mergedById, type ContactRow } from './contact-row.ts'
import type { SuppressedPeople } from './find-suppressed.ts'
import { recordset } from './recordset.ts'

export interface StoringContacts {
  readonly suppressed: SuppressedPeople
  /** Undefined: the keys wait until somebody has it. */
  readonly pepper: Pepper | undefined
}

/** Stores contacts, adding to what is known of each; a row that would not change is not touched. */
export async function storeContacts(
  trx: Trx,
  workspace: string,
  rows: readonly ContactRow[],
  storing: StoringContacts,
): Promise<void> {
  const merged = [...mergedById(rows).values()]
  if (merged.length === 0) return
  const all = merged.map((row) => keyedRow(row, workspace, storing))
  const same = await sameContacts(trx, workspace, all)
  const contacts = all.filter((contact) => !same.has(contact.id))
  if (contacts.length === 0) return
  const added = await addContacts(trx, workspace, contacts)
  const known = contacts.filter((contact) => !added.has(contact.id))
  if (known.length === 0) return
  await lockContacts(trx, workspace, known)
  await updateContacts(trx, workspace, known)
}

/** Stores those of whom nothing is known; of the others nothing changes. */
export async function addUnknown(
  trx: Trx,
  workspace: string,
  rows: readonly ContactRow[],
  storing: StoringContacts,
): Promise<void> {
  if (rows.length === 0) return
  const merged = [...mergedById(rows).values()]
  const all = merged.map((row) => keyedRow(row, workspace, storing))
  await addContacts(trx, workspace, all)
}

/** A contact as it comes; a key that it tells nothing of is not told to be none. */
interface KeyedRow extends ContactRow {
  readonly email_key: string | null
  readonly external_id_key: string | null
  readonly tells_email: boolean
  readonly tells_external_id: boolean
  readonly keyed: boolean
  /** Whether nothing but the id may be known. */
  readonly suppressed: boolean
}

function keyedRow(row: ContactRow, workspace: string, storing: StoringContacts): KeyedRow {
  const { id, data } = row
  const { pepper } = storing
  const suppressed = storing.suppressed.has(id)
  const keyOf = (kind: 'email' | 'external_id') => {
    const key = pepper && contactKey(pepper, workspace, kind, data[kind])
    return key ? `\\x${key.toString('hex')}` : null
  }
  return {
    id,
    data: suppressed ? { id: data.id } : data,
    email_key: keyOf('email'),
    external_id_key: keyOf('external_id'),
    tells_email: Object.hasOwn(data, 'email'),
    tells_external_id: Object.hasOwn(data, 'external_id'),
    keyed: pepper !== undefined,
    suppressed,
  }
}

/** Only reads: half the conversations of a workspace may name the same person, and lock nothing. */
async function sameContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly KeyedRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select contact.id from ${recordset(contacts, COLUMNS)}
      join contact on contact.workspace_id = ${workspace} and contact.id = r.id
     where not (${DIFFERENT})`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

async function addContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly KeyedRow[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    insert into contact (workspace_id, id, data, email_key, external_id_key, keyed)
    select ${workspace}, id, data, email_key, external_id_key, keyed
      from ${recordset(contacts, COLUMNS)}
     order by id collate "C"
        on conflict (workspace_id, id) do nothing
    returning id`.execute(trx)
  return new Set(rows.map((row) => row.id))
}

async function lockContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly KeyedRow[],
): Promise<void> {
  const ids = contacts.map((contact) => contact.id)
  await sql`
    select from contact where workspace_id = ${workspace} and id = any(${ids}::text[])
     order by id for update`.execute(trx)
}

async function updateContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly KeyedRow[],
): Promise<void> {
  await sql`
    update contact
       set data = ${DATA}, email_key = ${EMAIL_KEY}, external_id_key = ${EXTERNAL_ID_KEY},
           keyed = ${KEYED}
      from ${recordset(contacts, COLUMNS)}
     where contact.workspace_id = ${workspace} and contact.id = r.id
       and (${DIFFERENT})`.execute(trx)
}

/** What storing `r` over the contact leaves. One that came without keys once stays to be keyed. */
const DATA = sql`case when r.suppressed then r.data else contact.data || r.data end`
const EMAIL_KEY = sql`case when r.tells_email then r.email_key else contact.email_key end`
const EXTERNAL_ID_KEY = sql`
  case when r.tells_external_id then r.external_id_key else contact.external_id_key end`
const KEYED = sql`contact.keyed and r.keyed`

/** Asked by `<>`: `@>` would call a list that became shorter the same. */
const DIFFERENT = sql`contact.data <> ${DATA} or contact.keyed <> (${KEYED})
  or (contact.email_key, contact.external_id_key) is distinct from (${EMAIL_KEY}, ${EXTERNAL_ID_KEY})`

const COLUMNS = `id text, data jsonb, email_key bytea, external_id_key bytea, tells_email boolean,
  tells_external_id boolean, keyed boolean, suppressed boolean`
