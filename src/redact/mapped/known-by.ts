import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Pepper } from '../../database/pepper.ts'
import { contactKey } from '../../conversation/contact-key.ts'
import type { StoredKey } from '../../conversation/stored-keys.ts'
import type { Contact } from '../../maps/format/people-format.ts'
import { columnOfKey, isOneOfPeople } from './find-people.ts'
import { isAsWritten } from './is-as-written.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** That an earlier erasure has written the column: what stands in it is nothing of the person's. */
export function isErasedColumn(schema: MappedSchema, { table, erase }: Contact, column: string) {
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
        select ${sql.ref(`p.${contact.id}`)}::text as id, ${sql.ref(`p.${columnOfKey(key)}`)}::text as value
          from ${schema.from(contact.table)} p
         where ${isContactRow(schema, contact)} and ${isOneOfPeople(schema, contact, contacts)}
           and ${sql.ref(`p.${columnOfKey(key)}`)} is not null
           and not ${isErasedColumn(schema, contact, columnOfKey(key))}`.execute(trx)
      keys.push(
        ...rows.flatMap(({ id, value }) => {
          const forms = kind === 'email' ? [value] : externalIdForms(contact, value)
          return forms.flatMap((form) => {
            const hash = contactKey(pepper, workspace, kind, form)
            return hash ? [{ contact: id, kind, key: hash }] : []
          })
        }),
      )
    }
  }
  return keys
}

/** As it stands there; where capitals mean nothing, in small letters, too. */
export function externalIdForms({ external_id: key }: Contact, value: string): readonly string[] {
  const isFolded = typeof key === 'object' && key.fold === 'lower'
  return isFolded ? [...new Set([value, value.toLowerCase()])] : [value]
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
        case when not ${isErasedColumn(schema, contact, column)} then ${sql.ref(`p.${column}`)}::text end`,
    )
    const { rows } = await sql<{ names: (string | null)[] }>`
      select array[${sql.join(borne)}] as names from ${schema.from(contact.table)} p
       where ${isContactRow(schema, contact)} and ${isOneOfPeople(schema, contact, contacts)}`.execute(
      trx,
    )
    for (const name of rows.flatMap((row) => row.names)) names.add(name ?? '')
  }
  // An address that stands for a name is looked for as a whole: words of it are words of many.
  return [...names].filter((name) => name !== '' && !name.includes('@'))
}
