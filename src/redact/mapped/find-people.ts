import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Contact, KeyColumn } from '../../maps/format/people-format.ts'
import type { ContactSelector } from '../../request/contact-selector.ts'
import type { ResolvedContact } from '../message-store.ts'
import { columnsOfContact } from './columns-read.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { waitBriefly } from './wait-briefly.ts'
import { allOf } from './where-sql.ts'

/** Whom a selector means: by id at most one, by e-mail (whatever its case) or external id all. */
export async function findMappedContact(
  trx: Trx,
  schema: MappedSchema,
  selector: ContactSelector,
): Promise<ResolvedContact> {
  const found: string[] = []
  for (const contact of contactsOf(schema)) {
    const isMeant = selected(schema, contact, selector)
    if (isMeant === undefined) continue
    const { rows } = await sql<{ id: string }>`
      select ${sql.ref(`p.${contact.id}`)}::text as id from ${schema.from(contact.table)} p
       where ${isContactRow(schema, contact)} and ${isMeant}
       order by ${sql.ref(`p.${contact.id}`)}`.execute(trx)
    found.push(...rows.map(({ id }) => id))
  }
  if (found.length === 0) return { kind: 'contact_not_found' }
  const contacts = [...new Set(found)].sort()
  if (await areTwice(trx, schema, contacts)) return { kind: 'contact_ambiguous', contacts }
  return { kind: 'found', contacts }
}

/** Whether an id is that of people in two tables: who is meant can't be said by it. */
async function areTwice(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<boolean> {
  if (contactsOf(schema).length < 2) return false
  const people = await readPeople(trx, schema, contacts, sql``)
  const ids = people.map(({ contact, row }) => row.columns[contact.id])
  return new Set(ids).size < ids.length
}

/** @returns undefined where the map does not say where that stands */
function selected(
  schema: MappedSchema,
  contact: Contact,
  { kind, value }: ContactSelector,
): RawBuilder<boolean> | undefined {
  // As it is written there: a contact has one name, in jobs and in the ledger.
  if (kind === 'id') {
    const isWritten = sql<boolean>`${sql.ref(`p.${contact.id}`)}::text = ${value.replaceAll('\0', '')}`
    return allOf([isOneOfPeople(schema, contact, [value]), isWritten])
  }
  const key = contact[kind]
  if (key === undefined) return undefined
  const column = sql.ref(`p.${columnOfKey(key)}`)
  if (value.includes('\0')) return sql<boolean>`false`
  const isFolded = typeof key === 'object' && key.fold === 'lower'
  if (kind === 'email') return sql<boolean>`lower(${column}::text) = ${value.trim().toLowerCase()}`
  return isFolded
    ? sql<boolean>`lower(${column}::text) = ${value.toLowerCase()}`
    : sql<boolean>`${column}::text = ${value}`
}

/** The column by which people are named. */
export const columnOfKey = (key: KeyColumn) => (typeof key === 'string' ? key : key.column)

export function isOneOfPeople(
  schema: MappedSchema,
  { table, id }: Contact,
  ids: readonly string[],
) {
  return sql<boolean>`${sql.ref(`p.${id}`)} = any(${schema.among(ids, table, id)})`
}

/** A person's row, with the table that it stands in. */
export interface MappedPerson {
  readonly contact: Contact
  readonly row: MappedRow
}

/** Reads the rows of contacts, locked, with what the map must know of them. */
export async function lockPeople(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<readonly MappedPerson[]> {
  const [, people] = await together([
    waitBriefly(trx),
    readPeople(trx, schema, contacts, sql`for update of p`),
  ])
  return people
}

async function readPeople(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
  lock: RawBuilder<unknown>,
): Promise<readonly MappedPerson[]> {
  const people: MappedPerson[] = []
  for (const contact of contactsOf(schema)) {
    const columns = columnsOfContact(schema, contact)
    const { rows } = await sql<SelectedRow>`
      select ${rowColumns('p', columns)} from ${schema.from(contact.table)} p
       where ${isContactRow(schema, contact)} and ${isOneOfPeople(schema, contact, contacts)}
       order by ${sql.ref(`p.${contact.id}`)} ${lock}`.execute(trx)
    people.push(...rows.map((row) => ({ contact, row: mappedRow(row, columns) })))
  }
  return people
}

/** Others who have the same address: they may be the same person, and are named, not erased. */
export async function mappedOthers(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const others: string[] = []
  for (const contact of contactsOf(schema)) {
    const { table, id, email } = contact
    if (email === undefined) continue
    const ids = schema.among(contacts, table, id)
    const address = (alias: string) =>
      sql`lower(${sql.ref(`${alias}.${columnOfKey(email)}`)}::text)`
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(`p.${id}`)}::text as id
        from ${schema.from(table)} p join ${schema.from(table)} q on ${address('p')} = ${address('q')}
       where ${isContactRow(schema, contact)} and ${schema.isOwn('q', table)} and ${address('q')} <> ''
         and ${sql.ref(`q.${id}`)} = any(${ids})
         and ${sql.ref(`p.${id}`)} <> all(${ids})
       order by 1`.execute(trx)
    others.push(...rows.map((row) => row.id))
  }
  return others
}
