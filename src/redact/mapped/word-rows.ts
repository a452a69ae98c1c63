import { groupedBy } from '../../grouped-by.ts'
import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { columnsInBraces } from '../../maps/check/parent-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import { wordsOf, type Words } from '../../maps/values/words.ts'
import { columnsOfCopy, searchedColumns } from './columns-read.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { conversationKey } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant } from './root.ts'
import { whereSql } from './where-sql.ts'

/** A row that words led to, with what is to be taken out of it. */
export interface WordRow extends Descendant {
  readonly parent: MappedRow
  readonly words: Words
}

/** Letters of a body below which it is no quote: whoever says "thank you", too, quotes nobody. */
const SHORTEST_QUOTE = 12

/**
 * Finds the rows that hold words of the given ones, where no key leads to them: in their
 * conversations, or in all that the workspace has. The texts are compared in this process, where
 * they can be decoded.
 */
export async function wordRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<readonly WordRow[]> {
  const searches = searchesOf(schema, copy, parents)
  if (searches.size === 0) return []
  const roots = new Set(parents.map(({ root }) => `${root.table} ${root.row.place}`))
  const rows = await searchedRows(trx, schema, copy, searches)
  const looked = searchedColumns(copy)
  return rows.flatMap(({ place, row }) => {
    const search = searches.get(place)
    // What is taken back itself is no copy of itself.
    if (!search || roots.has(`${copy.table} ${row.place}`)) return []
    const { words, first } = search
    const texts = new Set(looked.map((name) => row.columns[name] ?? ''))
    const holds = [...texts].some((text) => words.occurIn(text))
    return holds ? [{ row, root: first.root, parent: first.row, words }] : []
  })
}

interface Search {
  readonly words: Words
  readonly first: Descendant
}

/** By conversation, as the table refers to it; by nothing, where all of the workspace is searched. */
type Searches = ReadonlyMap<string, Search>

const EVERYWHERE = ''

/** One for each conversation, so that nobody's words are taken out of somebody else's talk. */
function searchesOf(schema: MappedSchema, copy: Copy, parents: readonly Descendant[]): Searches {
  const placed = parents.flatMap((parent) =>
    (copy.in === 'workspace' ? [EVERYWHERE] : parent.root.conversations).map((place) => ({
      place,
      parent,
    })),
  )
  const searches = [...groupedBy(placed, ({ place }) => place)].flatMap(([place, some]) => {
    const words = wordsOf(some.flatMap(({ parent }) => fragmentsOf(schema, copy, parent)))
    const [first] = some
    return first && !words.isEmpty ? [[place, { words, first: first.parent }] as const] : []
  })
  return new Map(searches)
}

function fragmentsOf(schema: MappedSchema, copy: Copy, { row, root }: Descendant): string[] {
  return (copy.containing ?? []).flatMap((word) => {
    if (word === 'body') {
      const body = asList(schema.map.message).find(({ table }) => table === root.table)?.body.column
      const text = row.columns[body ?? ''] ?? ''
      return text.trim().length >= SHORTEST_QUOTE ? [text] : []
    }
    const named = columnsInBraces(word)
    if (named.length === 0) return row.columns[word] ?? []
    if (named.some((name) => !row.columns[name])) return []
    return word.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => row.columns[name] ?? '')
  })
}

interface SearchedRow {
  /** The conversation that it is in; nothing where all is searched. */
  readonly place: string
  readonly row: MappedRow
}

async function searchedRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  searches: Searches,
): Promise<readonly SearchedRow[]> {
  const columns = columnsOfCopy(schema, copy)
  const column = copy.in === 'workspace' ? undefined : conversationColumn(schema, copy)
  const within = column === undefined ? undefined : sql.ref(`t.${column}`)
  const isWithin =
    column !== undefined && within !== undefined
      ? sql<boolean>`${within} = any(${placesIn(schema, copy.table, column, searches)})`
      : sql<boolean>`true`
  const { rows } = await sql<SelectedRow & { '@within': string }>`
    select ${rowColumns('t', columns)}, ${within ?? sql`''`}::text as "@within"
      from ${schema.from(copy.table)} t
     where ${schema.isOwn('t', copy.table)} and ${whereSql(schema, 't', copy.table, copy.where)}
       and ${isWithin}`.execute(trx)
  return rows.map((row) => ({ place: row['@within'], row: mappedRow(row, columns) }))
}

/** A conversation may be called by what the column can't hold. */
function placesIn(schema: MappedSchema, table: string, column: string, searches: Searches) {
  const own = schema.column(table, column)
  const possible = [...searches.keys()].filter((id) => isPossibleValue(own, id))
  return schema.typed(possible, table, column)
}

/** The column by which a row of the table says in which conversation it is. */
function conversationColumn(schema: MappedSchema, { table, by }: Copy): string {
  const { conversation, message } = schema.map
  const kind = asList(message).find((one) => one.table === table)
  if (kind) return kind.conversation
  if (table === conversation.table) return conversationKey(schema)
  const [[column] = ['']] = Object.entries(by ?? {})
  return column
}
