import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import { contactKey } from '../../conversation/contact-key.ts'
import type { StoredKey } from '../../conversation/stored-keys.ts'
import type { Contact, KeyColumn } from '../../maps/format/people-format.ts'
import type { ContactSelector } from '../../request/contact-selector.ts'
import type { ResolvedContact } from '../message-store.ts'
import { columnsOfContact } from './columns-read.ts'
import { isAsWritten } from './is-as-written.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import type { MappedSchema } from './mapped-schema.ts'
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
    return allOf([isAnyOf(schema, contact, [value]), isWritten])
  }
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

export const columnOf = (key: KeyColumn) => (typeof key === 'string' ? key : key.column)

export function isAnyOf(schema: MappedSchema, { table, id }: Contact, ids: readonly string[]) {
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
       where ${isContactRow(schema, contact)} and ${isAnyOf(schema, contact, contacts)}
       order by ${sql.ref(`p.${contact.id}`)} ${lock}`.execute(trx)
    people.push(...rows.map((row) => ({ contact, row: mappedRow(row, columns) })))
  }
  return people
}

/** That an earlier erasure has written the column: what stands in it is nothing of the person's. */
function isErased(schema: MappedSchema, { table, erase }: Contact, column: string) {
  const value = erase[column]
  if (value === undefined) return sql<boolean>`false`
  return isAsWritten(schema, 'p', table, { [column]: value }, ['plain'])
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
         where ${isContactRow(schema, contact)} and ${isAnyOf(schema, contact, contacts)}
           and ${sql.ref(`p.${columnOf(key)}`)} is not null
           and not ${isErased(schema, contact, columnOf(key))}`.execute(trx)
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
    const borne = columns.map(
      (column) => sql`
        case when not ${isErased(schema, contact, column)} then ${sql.ref(`p.${column}`)}::text end`,
    )
    const { rows } = await sql<{ names: (string | null)[] }>`
      select array[${sql.join(borne)}] as names from ${schema.from(contact.table)} p
       where ${isContactRow(schema, contact)} and ${isAnyOf(schema, contact, contacts)}`.execute(
      trx,
    )
    for (const name of rows.flatMap((row) => row.names)) names.add(name ?? '')
  }
  // An address that stands for a name is looked for as a whole: words of it are words of many.
  return [...names].filter((name) => name !== '' && !name.includes('@'))
}
