import { createdColumn } from '../../maps/check/after-columns.ts'
import { columnsInBraces, parentColumns } from '../../maps/check/parent-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Message } from '../../maps/format/message-format.ts'
import type { MapValue } from '../../maps/format/value-format.ts'
import { needsOf } from '../../maps/values/value-needs.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** Rows with what is written into them; roots are `message`, `opening` and `contact`. */
interface Written {
  /** What copies say they are of. */
  readonly names: readonly string[]
  readonly table: string
  readonly values: Readonly<Record<string, MapValue>>
}

/** The columns of a message's row that are read when it is taken back. */
export function columnsOfMessage(schema: MappedSchema, message: Message): readonly string[] {
  const { table, conversation, body, redact } = message
  const format =
    typeof body.format === 'object' && body.table === undefined ? body.format : undefined
  const own = columnsOf(schema, { names: ['message', 'opening'], table, values: redact })
  const copies = schema.map.copies ?? []
  return unique([
    ...own,
    conversation,
    ...(format ? [format.column] : []),
    ...(body.table === undefined && copies.some((copy) => copy.containing?.includes('body'))
      ? [body.column, ...(body.encoding ? [body.encoding.column] : [])]
      : []),
    ...(copies.some((copy) => copy.if === 'after') ? [createdColumn(message)] : []),
  ])
}

/** The columns of a person's row that are read when it is emptied. */
export function columnsOfContact(
  schema: MappedSchema,
  { table, id, erase }: { table: string; id: string; erase: Record<string, MapValue> },
): readonly string[] {
  return unique([id, ...columnsOf(schema, { names: ['contact'], table, values: erase })])
}

/** The columns of a copy's row that are read when it is written, deleted or passed through. */
export function columnsOfCopy(schema: MappedSchema, copy: Copy): readonly string[] {
  const values = typeof copy.do === 'object' ? copy.do : {}
  const own = columnsOf(schema, { names: [copy.name], table: copy.table, values })
  const searched = copy.containing === undefined ? [] : searchedColumns(copy)
  const list = Object.entries(copy.by ?? {}).flatMap(([column, link]) =>
    typeof link === 'object' && 'has' in link ? [column] : [],
  )
  const format = formatColumns(schema, copy.table)
  return unique([...own, ...searched, ...list, ...format])
}

/** Where a copy's words are looked for: the columns that it names, else those it replaces them in. */
export function searchedColumns({ search, do: done }: Copy): readonly string[] {
  if (search !== undefined) return asList(search)
  if (typeof done !== 'object') return []
  return Object.entries(done).flatMap(([column, value]) =>
    value === 'replace' || (typeof value === 'object' && value !== null && 'replace' in value)
      ? [column]
      : [],
  )
}

/** The columns of a copy's parent that have words which it is searched for. */
function wordColumns({ containing = [] }: Copy): string[] {
  return containing.flatMap((word) => {
    if (word === 'body') return []
    const named = columnsInBraces(word)
    return named.length > 0 ? named : [word]
  })
}

function columnsOf(schema: MappedSchema, { names, table, values }: Written): readonly string[] {
  const children = (schema.map.copies ?? []).filter((copy) => names.includes(copy.of))
  const needs = Object.entries(values).flatMap(([column, value]) => {
    const { old, columns } = needsOf(value)
    return [...columns, ...(old ? [column] : [])]
  })
  const wanted = children.flatMap((copy) => [
    ...Object.values(copy.by ?? {}).flatMap(parentColumns),
    ...wordColumns(copy),
    ...(typeof copy.do === 'object'
      ? Object.values(copy.do).flatMap((v) => needsOf(v).parent)
      : []),
  ])
  const known = new Set(schema.table(table).columns.map(({ name }) => name))
  return unique([...needs, ...wanted]).filter((column) => known.has(column))
}

/** A body in rows of its own says there what it is written in. */
function formatColumns(schema: MappedSchema, table: string): readonly string[] {
  return asList(schema.map.message).flatMap(({ body: { table: texts, format } }) =>
    texts === table && typeof format === 'object' ? [format.column] : [],
  )
}

const unique = (names: readonly string[]) => [...new Set(names)]
