import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import { contactKey } from '../../conversation/contact-key.ts'
import type { StoredKey } from '../../conversation/stored-keys.ts'
import type { Contact, KeyColumn } from '../../maps/format/people-format.ts'
import type { ContactSelector } from '../../request/contact-selector.ts'
import type { ResolvedContact } from '../message-store.ts'
import { columnsOfContact } from './columns-read.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import type { MappedSchema } from './mapped-schema.ts'

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
  return { kind: 'found', contacts: found.toSorted() }
}

/** @returns undefined where the map does not say where that stands */
function selected(
  schema: MappedSchema,
  contact: Contact,
  { kind, value }: ContactSelector,
): RawBuilder<boolean> | undefined {
  if (kind === 'id') return isOneOf(schema, contact, [value])
  const key = contact[kind]
  if (key === undefined) return undefined
  const column = sql.ref(`p.${columnOf(key)}`)
  if (value.includes('\0')) return sql<boolean>`false`
  const isFolded = typeof key === 'object' && key.fold === 'lower'
  if (kind === 'email') return sql<boolean>`lower(${column}::text) = ${value.trim().toLowerCase()}`
  return isFolded
    ? sql<boolean>`lower(${column}::text) = ${value.toLowerCase()}`
    : sql<boolean>`${column}::text = ${value}`
}

const columnOf = (key: KeyColumn) => (typeof key === 'string' ? key : key.column)

function isOneOf(schema: MappedSchema, { table, id }: Contact, ids: readonly string[]) {
  const possible = ids.filter((one) => isPossibleValue(schema.column(table, id), one))
  return sql<boolean>`${sql.ref(`p.${id}`)} = any(${schema.typed(possible, table, id)})`
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
  return readPeople(trx, schema, contacts, sql`for update of p`)
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
       where ${isContactRow(schema, contact)} and ${isOneOf(schema, contact, contacts)}
       order by ${sql.ref(`p.${contact.id}`)} ${lock}`.execute(trx)
    people.push(...rows.map((row) => ({ contact, row: mappedRow(row, columns) })))
  }
  return people
}

/** By what people are known now, as keyed hashes: what they had before nobody can tell. */
export async function mappedKeys(
  trx: Trx,
  workspace: string,
  schema: MappedSchema,
  contacts: readonly string[],
  pepper: Pepper,
): Promise<readonly StoredKey[]> {
  const keys: StoredKey[] = []
  for (const kind of ['email', 'external_id'] as const) {
    for (const contact of contactsOf(schema)) {
      const key = contact[kind]
      if (key === undefined) continue
      const { rows } = await sql<{ id: string; value: string }>`
        select ${sql.ref(`p.${contact.id}`)}::text as id, ${sql.ref(`p.${columnOf(key)}`)}::text as value
          from ${schema.from(contact.table)} p
         where ${isContactRow(schema, contact)} and ${isOneOf(schema, contact, contacts)}
           and ${sql.ref(`p.${columnOf(key)}`)} is not null`.execute(trx)
      keys.push(
        ...rows.flatMap(({ id, value }) => {
          const hash = contactKey(pepper, workspace, kind, value)
          return hash ? [{ contact: id, kind, key: hash }] : []
        }),
      )
    }
  }
  return keys
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
    const address = (alias: string) => sql`lower(${sql.ref(`${alias}.${columnOf(email)}`)}::text)`
    const { rows } = await sql<{ id: string }>`
      select distinct ${sql.ref(`p.${id}`)}::text as id
        from ${schema.from(table)} p join ${schema.from(table)} q on ${address('p')} = ${address('q')}
       where ${isContactRow(schema, contact)} and ${schema.isOwn('q', table)} and ${address('q')} <> ''
         and ${sql.ref(`q.${id}`)} = any(${idsOf(schema, contact, contacts)})
         and ${sql.ref(`p.${id}`)} <> all(${idsOf(schema, contact, contacts)})
       order by 1`.execute(trx)
    others.push(...rows.map((row) => row.id))
  }
  return others
}

function idsOf(schema: MappedSchema, { table, id }: Contact, ids: readonly string[]) {
  const column = schema.column(table, id)
  return schema.typed(
    ids.filter((one) => isPossibleValue(column, one)),
    table,
    id,
  )
}

/** What is erased of people and can hold a name: their words are looked for at the end. */
export async function mappedNames(
  trx: Trx,
  schema: MappedSchema,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const names = new Set<string>()
  for (const contact of contactsOf(schema)) {
    const columns = Object.keys(contact.erase).filter((name) => /name/i.test(name))
    if (columns.length === 0) continue
    const { rows } = await sql<SelectedRow>`
      select ${rowColumns('p', columns)} from ${schema.from(contact.table)} p
       where ${isContactRow(schema, contact)} and ${isOneOf(schema, contact, contacts)}`.execute(
      trx,
    )
    for (const row of rows) {
      for (const name of Object.values(mappedRow(row, columns).columns)) names.add(name ?? '')
    }
  }
  // An address that stands for a name is looked for as a whole: words of it are words of many.
  return [...names].filter((name) => name !== '' && !name.includes('@'))
}
