import { asList } from '../format/map-names.ts'
import type { Conversation, Contact, KeyColumn } from '../format/people-format.ts'
import type { Message } from '../format/message-format.ts'
import type { Row, Where } from '../format/where-format.ts'
import type { LocatedMap } from '../read/located-map.ts'
import { namedAside } from './named-aside.ts'
import type { NamedColumn, Use } from './named-column.ts'
import { entriesOf, type MapEntry } from './map-entry.ts'
import { columnsInBraces, parentColumnIn, parentColumns } from './parent-columns.ts'

type Namer = (
  table: string,
  column: string,
  use: Use,
  said: object,
  member: string | number,
) => NamedColumn

/** Every table and column that a map names. */
export function namedColumns(located: LocatedMap): NamedColumn[] {
  const { map } = located
  const name = namer(located)
  return [
    ...asList(map.contact).flatMap((contact) => inContact(contact, name)),
    ...inConversation(map.conversation, name),
    ...asList(map.message).flatMap((message) => inMessage(message, name)),
    ...entriesOf(map).flatMap((entry) => inEntry(entry, located, name)),
    ...namedAside(located),
  ]
}

function namer({ places, file }: LocatedMap): Namer {
  return (table, column, use, said, member) => ({
    table,
    column,
    use,
    place: places.of(said, member) ?? { file, line: 1 },
  })
}

function inContact(contact: Contact, name: Namer): NamedColumn[] {
  const { table, id, email, external_id: external, team } = contact
  return [
    name(table, id, 'id', contact, 'id'),
    ...keyNames(email).map((column) => name(table, column, 'read', contact, 'email')),
    ...keyNames(external).map((column) => name(table, column, 'read', contact, 'external_id')),
    ...(team ? inRows(team, table, name) : []),
  ]
}

const keyNames = (key: KeyColumn | undefined) =>
  key === undefined ? [] : [typeof key === 'string' ? key : key.column]

function inConversation(conversation: Conversation, name: Namer): NamedColumn[] {
  const { table, id, key, people = [], shared } = conversation
  return [
    ...(id === undefined ? [] : [name(table, id, 'id', conversation, 'id')]),
    ...(key === undefined ? [] : [name(table, key, 'id', conversation, 'key')]),
    ...(typeof shared === 'object' ? inWhere(table, shared.except, name) : []),
    ...people.flatMap((one) => [
      name(one.table ?? table, one.column, 'id', one, 'column'),
      ...inRows({ ...one, table: one.table ?? table }, table, name),
    ]),
  ]
}

function inMessage(message: Message, name: Namer): NamedColumn[] {
  const { table, author, created_at: created, opening, body } = message
  const place = body.table ?? table
  return [
    name(table, message.id, 'id', message, 'id'),
    name(table, message.conversation, 'id', message, 'conversation'),
    ...asList(author.id).map((column) => name(table, column, 'id', author, 'id')),
    ...(author.type ? [name(table, author.type.column, 'class', author.type, 'column')] : []),
    name(
      table,
      typeof created === 'string' ? created : created.column,
      'read',
      message,
      'created_at',
    ),
    ...(typeof opening === 'object' ? inWhere(table, opening.where, name) : []),
    name(place, body.column, 'read', body, 'column'),
    ...(typeof body.format === 'object'
      ? [name(place, body.format.column, 'class', body.format, 'column')]
      : []),
    ...(body.encoding ? [name(place, body.encoding.column, 'class', body.encoding, 'column')] : []),
    ...inRows({ ...body, table: place }, table, name),
  ]
}

interface Rows {
  readonly table: string
  readonly by?: Row | undefined
  readonly where?: Where | undefined
}

/** `by` and `where` of rows that are found from a parent. */
function inRows({ table, by = {}, where }: Rows, parent: string, name: Namer): NamedColumn[] {
  const linked = Object.entries(by).flatMap(([column, link]) => {
    const columns = parentColumns(link)
    const [own = column, other] = column.split('.')
    // Of `column.other` the first is a key, whatever the second is compared with.
    const compared = other === undefined ? columns : []
    const linkedTo = compared.map((one) => ({ table: parent, column: one }))
    return [
      { ...name(table, own, 'link', by, column), linkedTo },
      ...columns.map((one) => name(parent, one, 'read', by, column)),
    ]
  })
  return [...linked, ...(where ? inWhere(table, where, name) : [])]
}

/** Of `column.other` the second is a column of the table that the first leads to. */
function inWhere(table: string, where: Where, name: Namer): NamedColumn[] {
  return Object.keys(where).map((tested) =>
    name(table, tested.split('.')[0] ?? tested, 'class', where, tested),
  )
}

function inEntry(entry: MapEntry, located: LocatedMap, name: Namer): NamedColumn[] {
  const { table, said, values, touch, parents } = entry
  const written = Reflect.get(said, entry.written) as unknown
  const holder = typeof written === 'object' && written !== null ? written : said
  const rows = { table, by: entry.by, where: entry.where }
  const named: NamedColumn[] = [
    { ...tableNamed(entry, located) },
    ...Object.entries(values).flatMap(([column, value]) => [
      name(table, column, 'written', holder, column),
      ...(typeof value === 'string' ? columnsInBraces(value) : []).flatMap((one) => {
        const other = parentColumnIn(one)
        if (other === undefined) return [name(table, one, 'read', holder, column)]
        return parents.map((parent) => name(parent, other, 'read', holder, column))
      }),
    ]),
    ...Object.keys(touch).map((column) => name(table, column, 'read', touch, column)),
    ...(parents.length === 0 ? inRows(rows, table, name) : []),
    ...parents.flatMap((parent) => inRows(rows, parent, name)),
    ...searched(entry, name),
    ...(entry.after ?? []).map((column) => name(table, column, 'read', said, 'if')),
  ]
  return named.map((one) => ({ ...one, mayBeMissing: entry.mayBeMissing && one.table === table }))
}

function tableNamed(
  { table, said, mayBeMissing }: MapEntry,
  { places, file }: LocatedMap,
): NamedColumn {
  const place = places.of(said, 'table') ?? { file, line: 1 }
  return { table, use: 'id', place, mayBeMissing }
}

/** Words come from the parent; they are looked for in columns of the copy. */
function searched({ table, said, containing = [], parents }: MapEntry, name: Namer): NamedColumn[] {
  const search = 'search' in said ? (said.search as string | string[]) : []
  const files =
    'files' in said ? Object.values(said.files as Record<string, string | string[]>) : []
  const words = containing
    .filter((word) => word !== 'body')
    .flatMap((word) => {
      const inBraces = columnsInBraces(word)
      return inBraces.length > 0 ? inBraces : [word]
    })
  return [
    ...asList(search).map((column) => name(table, column, 'read', said, 'search')),
    ...files
      .flatMap((columns) => asList(columns))
      .map((column) => name(table, column, 'read', said, 'files')),
    ...parents.flatMap((parent) =>
      words.map((word) => name(parent, word, 'read', said, 'containing')),
    ),
  ]
}
