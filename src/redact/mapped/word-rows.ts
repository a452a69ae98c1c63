import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import { groupedBy } from '../../grouped-by.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { Words } from '../../maps/values/words.ts'
import { conversationsBeside } from './conversations-beside.ts'
import { columnsOfCopy, searchedColumns } from './columns-read.ts'
import { inBatches } from './in-batches.ts'
import { isOfPass, type SearchPass } from './search-pass.ts'
import { passAhead, type Ahead } from './pass-ahead.ts'
import { mappedRow, rowColumns, type MappedRow, type SelectedRow } from './mapped-row.ts'
import { conversationKey } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant } from './root.ts'
import { soughtWords } from './sought-words.ts'
import { allNamed, namedValue, type NamedTest } from './where-named.ts'
import { whereTests } from './where-sql.ts'

/** A row that words led to, with what is to be taken out of it. */
export interface WordRow extends Descendant {
  readonly parent: MappedRow
  readonly words: Words
}

/**
 * Finds the rows that hold words of the given ones, where no key leads to them: in their
 * conversations, in all of the same people, or in all that the workspace has. The texts are compared
 * in this process, where they can be decoded.
 */
export async function wordRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
  ahead?: Ahead,
): Promise<readonly WordRow[]> {
  const searches = await searchesOf(trx, schema, copy, parents)
  if (searches.size === 0) return []
  const searched = { copy, parents, rows: () => rowsEverywhere(trx, schema, copy) }
  const pass = ahead && (await passAhead(trx, schema, searched, ahead))
  const roots = new Set(parents.map(({ root }) => `${root.table} ${root.row.place}`))
  const found: WordRow[] = []
  const sought = { cursor: `words_${copy.name}`, places: [...searches.keys()], pass }
  for await (const rows of searchedRows(trx, schema, copy, sought)) {
    // What is taken back itself is no copy of itself.
    const others = rows.filter(({ row }) => !roots.has(`${copy.table} ${row.place}`))
    found.push(...others.flatMap((one) => holding(copy, one, searches.get(one.place) ?? [])))
  }
  return found
}

function holding(
  copy: Copy,
  { row }: SearchedRow,
  searches: readonly Search[],
): readonly WordRow[] {
  const texts = new Set(searchedColumns(copy).map((name) => row.columns[name] ?? ''))
  return searches
    .filter(({ words }) => [...texts].some((text) => words.occurIn(text)))
    .map(({ words, first }) => ({ row, root: first.root, parent: first.row, words }))
}

interface Search {
  readonly words: Words
  readonly first: Descendant
}

/** By conversation, as the table refers to it; by nothing, where all of the workspace is searched. */
type Searches = ReadonlyMap<string, readonly Search[]>

const EVERYWHERE = ''

/** One for each conversation, so that nobody's words are taken out of somebody else's talk. */
async function searchesOf(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  parents: readonly Descendant[],
): Promise<Searches> {
  const placed = parents.flatMap((parent) =>
    (copy.in === 'workspace' ? [EVERYWHERE] : parent.root.conversations).map((place) => ({
      place,
      parent,
    })),
  )
  const found = await together(
    [...groupedBy(placed, ({ place }) => place)].map(async ([place, some]) => {
      const words = soughtWords(
        copy,
        some.map(({ parent }) => parent),
      )
      const [first] = some
      if (!first || words.isEmpty) return []
      const places = copy.in === 'people' ? await conversationsBeside(trx, schema, place) : [place]
      return places.map((one) => ({ one, search: { words, first: first.parent } }))
    }),
  )
  const byPlace = groupedBy(found.flat(), ({ one }) => one)
  return new Map([...byPlace].map(([one, some]) => [one, some.map(({ search }) => search)]))
}

interface SearchedRow {
  /** The conversation that it is in; nothing where all is searched. */
  readonly place: string
  readonly row: MappedRow
}

/** All rows of a copy that is looked for in the whole workspace. */
async function* rowsEverywhere(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
): AsyncGenerator<readonly MappedRow[], void> {
  const sought = { cursor: `ahead_${copy.name}`, places: [EVERYWHERE] }
  for await (const rows of searchedRows(trx, schema, copy, sought)) {
    yield rows.map(({ row }) => row)
  }
}

interface Sought {
  readonly cursor: string
  readonly places: readonly string[]
  /** Undefined: all rows are read. */
  readonly pass?: SearchPass | undefined
}

async function* searchedRows(
  trx: Trx,
  schema: MappedSchema,
  copy: Copy,
  { cursor, places, pass }: Sought,
): AsyncGenerator<readonly SearchedRow[], void> {
  const columns = columnsOfCopy(schema, copy)
  const at = { alias: 't', table: copy.table }
  const column = copy.in === 'workspace' ? undefined : conversationColumn(schema, copy)
  const within = column === undefined ? sql`''` : namedValue(schema, at, column)
  const tests = [
    ...whereTests(schema, copy.where),
    ...(column === undefined ? [] : [isAmong(schema, column, places)]),
  ]
  const query = sql<SelectedRow & { '@within': string }>`
    select ${rowColumns('t', columns)}, ${within}::text as "@within"
      from ${schema.from(copy.table)} t
     where ${schema.isOwn('t', copy.table)} and ${allNamed(schema, at, tests)}
       and ${pass ? isOfPass(pass) : sql`true`}`
  for await (const rows of inBatches(trx, cursor, query)) {
    yield rows.map((row) => ({ place: row['@within'], row: mappedRow(row, columns) }))
  }
}

/** A conversation may be called by what the column can't hold. */
function isAmong(schema: MappedSchema, column: string, places: readonly string[]): NamedTest {
  return {
    column,
    isPassed: ({ alias, table, column: name }) =>
      sql<boolean>`${sql.ref(`${alias}.${name}`)} = any(${schema.among(places, table, name)})`,
  }
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
