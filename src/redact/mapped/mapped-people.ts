import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { Contact } from '../../maps/format/people-format.ts'
import type {
  PageAsk,
  PeoplePage,
  PeoplePlace,
  WatchedPeople,
  WatchedPerson,
} from '../watched-people.ts'
import { columnOfKey, isOneOfPeople } from './find-people.ts'
import { contactsOf, isContactRow } from './is-contact-row.ts'
import { writtenTests } from './is-as-written.ts'
import { externalIdForms, isErasedColumn } from './known-by.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { touchColumn, type TouchColumn } from './touch-column.ts'
import { allOf } from './where-sql.ts'

/** Types whose values count up where a sequence gives them; others have ids in any order. */
const COUNTED: ReadonlySet<string> = new Set(['int2', 'int4', 'int8', 'numeric'])

/** Reads the people's own rows for whoever watches them. No row of another workspace is read. */
export function mappedPeople(schema: MappedSchema): WatchedPeople {
  const contacts = contactsOf(schema)
  function contactOf(table: string): Contact {
    const found = contacts.find((one) => one.table === table)
    if (!found) throw new Error('the map has no people there')
    return found
  }
  return {
    tables: contacts.map((contact) => ({
      name: contact.table,
      isCounted: COUNTED.has(schema.column(contact.table, contact.id).base),
      isTouched: touchColumn(schema, contact) !== undefined,
    })),
    async end(trx, table, way) {
      const { last } = await page(trx, schema, contactOf(table), { ...LAST, table, way })
      return last
    },
    read: (trx, ask) => page(trx, schema, contactOf(ask.table), { ...ask, order: sql`asc` }),
    async readThese(trx, ids) {
      const found: WatchedPerson[] = []
      for (const contact of contacts) {
        const isMeant = isOneOfPeople(schema, contact, ids)
        const { rows } = await select(schema, contact, { isMeant }).execute(trx)
        found.push(...rows.map(personOf(contact)))
      }
      return found
    },
  }
}

const LAST = { after: null, most: 1, order: sql`desc` } as const

interface Page extends PageAsk {
  readonly order: RawBuilder<unknown>
}

async function page(
  trx: Trx,
  schema: MappedSchema,
  contact: Contact,
  { way, after, most, order }: Page,
): Promise<PeoplePage> {
  const id = sql.ref(`p.${contact.id}`)
  const touch = way === 'touched' ? touchColumn(schema, contact) : undefined
  const isMeant = allOf([
    ...(touch ? [touch.isPast] : []),
    ...(after ? [isBehind(schema, contact, touch, after)] : []),
  ])
  const inOrder = sql`
    order by ${touch ? sql`${touch.ref} ${order}, ` : sql``}${id} ${order} limit ${most}::integer`
  const query = select(schema, contact, { isMeant, ...(touch && { touch }), inOrder })
  const { rows } = await query.execute(trx)
  const last = rows.at(-1)
  return {
    people: rows.map(personOf(contact)),
    last: last ? { id: last.id, touched: last.touched } : null,
  }
}

function isBehind(
  schema: MappedSchema,
  { table, id }: Contact,
  touch: TouchColumn | undefined,
  after: PeoplePlace,
): RawBuilder<boolean> {
  const told = (column: string, text: string) => sql`(${schema.typed([text], table, column)})[1]`
  const ref = sql.ref(`p.${id}`)
  if (!touch || after.touched === null) return sql<boolean>`${ref} > ${told(id, after.id)}`
  return sql<boolean>`(${touch.ref}, ${ref}) > (${told(touch.name, after.touched)}, ${told(id, after.id)})`
}

interface PersonRow {
  readonly id: string
  readonly touched: string | null
  readonly email: string | null
  readonly external_id: string | null
  readonly filled: boolean
}

interface Selected {
  readonly isMeant: RawBuilder<boolean>
  readonly touch?: TouchColumn
  readonly inOrder?: RawBuilder<unknown>
}

function select(
  schema: MappedSchema,
  contact: Contact,
  { isMeant, touch, inOrder = sql`` }: Selected,
) {
  const { table, erase } = contact
  const tests = writtenTests(schema, 'p', table, erase, ['plain'])
  const isFilled =
    tests.length === 0 ? sql<boolean>`false` : sql<boolean>`not coalesce(${allOf(tests)}, false)`
  return sql<PersonRow>`
    select ${sql.ref(`p.${contact.id}`)}::text as id,
           ${touch ? sql`${touch.ref}::text` : sql`null::text`} as touched,
           ${known(schema, contact, 'email')} as email,
           ${known(schema, contact, 'external_id')} as external_id, ${isFilled} as filled
      from ${schema.from(table)} p
     where ${isContactRow(schema, contact)} and ${isMeant} ${inOrder}`
}

/** What an erasure has written names nobody. */
function known(schema: MappedSchema, contact: Contact, kind: 'email' | 'external_id') {
  const key = contact[kind]
  if (key === undefined) return sql`null::text`
  const column = columnOfKey(key)
  return sql`
    case when not ${isErasedColumn(schema, contact, column)} then ${sql.ref(`p.${column}`)}::text end`
}

const personOf =
  (contact: Contact) =>
  (row: PersonRow): WatchedPerson => ({
    id: row.id,
    email: row.email ?? undefined,
    externalIds: row.external_id === null ? [] : externalIdForms(contact, row.external_id),
    isFilled: row.filled,
  })
