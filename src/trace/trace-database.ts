import { sql, type QueryExecutorProvider } from 'kysely'
import { findTerms } from './find-terms.ts'
import { readPlaces, readSchemas, type SearchedColumn, type SearchedTable } from './read-places.ts'
import { isVector, readRows } from './read-rows.ts'
import type { SearchTerm } from './search-term.ts'
import { stemQueries, type StemQueries } from './stem-queries.ts'
import { unsearchedIn, unsearchedObjects, type UnsearchedPlace } from './unsearched-places.ts'

/** Rows of a column in which at least one of the terms stands. */
interface TracedColumn {
  readonly schema: string
  readonly table: string
  readonly column: string
  readonly rows: number
  /** Whether a row may hold another word of the same stem. */
  readonly byStems: boolean
}

/** Where terms were found; never what stands there. */
export interface DatabaseTrace {
  readonly found: readonly TracedColumn[]
  readonly unsearched: readonly UnsearchedPlace[]
  readonly rows: number
  readonly tables: number
  readonly columns: number
}

interface TraceOptions {
  readonly terms: readonly SearchTerm[]
  /** Undefined: all but Postgres' own. */
  readonly schema?: string | undefined
}

/**
 * Searches every column that can hold text of every table for terms, in a transaction that the
 * caller opened: what it sees is one moment if that is a repeatable read. Follows no map.
 */
export async function traceDatabase(
  trx: QueryExecutorProvider,
  { terms, schema }: TraceOptions,
): Promise<DatabaseTrace> {
  await settle(trx)
  const stems = await stemQueries(trx, terms)
  const search: Search = { trx, stems, isIn: findTerms(terms) }
  const objects = schema === undefined ? await unsearchedObjects(trx) : []
  const traces: DatabaseTrace[] = []
  for (const one of schema === undefined ? await readSchemas(trx) : [schema]) {
    for (const place of await readPlaces(trx, one)) traces.push(await traceTable(search, place))
  }
  const sum = (count: (one: DatabaseTrace) => number) =>
    traces.reduce((total, one) => total + count(one), 0)
  return {
    found: traces.flatMap(({ found }) => found),
    unsearched: [...traces.flatMap(({ unsearched }) => unsearched), ...objects],
    rows: sum(({ rows }) => rows),
    tables: sum(({ tables }) => tables),
    columns: sum(({ columns }) => columns),
  }
}

/** Names are read as they are, whatever the login's own settings; a long search is no mistake. */
async function settle(trx: QueryExecutorProvider): Promise<void> {
  await sql`select set_config(name, value, true)
    from (values ('search_path', 'pg_catalog'), ('bytea_output', 'hex'), ('statement_timeout', '0'),
                 ('idle_in_transaction_session_timeout', '0')) setting(name, value)`.execute(trx)
}

interface Search {
  readonly trx: QueryExecutorProvider
  readonly stems: StemQueries | undefined
  readonly isIn: (value: string | Buffer) => boolean
}

/**
 * The search for words is done here and not by the database: how it compares capitals and accents
 * depends on its collation, and it decodes next to nothing.
 */
async function traceTable(search: Search, place: SearchedTable): Promise<DatabaseTrace> {
  const { trx, stems, isIn } = search
  const unsearched = unsearchedIn(place, stems !== undefined)
  const columns = place.columns.filter(({ mayRead }) => mayRead)
  if (columns.length === 0 || place.isForeign) return { ...NOTHING, unsearched }
  const counts = new Map<SearchedColumn, number>()
  let rows = 0
  for await (const batch of place.isPopulated ? readRows(trx, place, columns, stems) : []) {
    rows += batch.length
    for (const row of batch) {
      for (const [at, column] of columns.entries()) {
        const value = row[at] ?? null
        const isFound = value === true || (value !== null && isIn(value))
        if (isFound) counts.set(column, (counts.get(column) ?? 0) + 1)
      }
    }
  }
  const found = tracedColumns(place, counts)
  return { found, unsearched, rows, tables: 1, columns: columns.length }
}

const NOTHING = { found: [], rows: 0, tables: 0, columns: 0 } as const

function tracedColumns(
  { schema, table }: SearchedTable,
  counts: ReadonlyMap<SearchedColumn, number>,
): TracedColumn[] {
  return [...counts].map(([column, rows]) => {
    return { schema, table, column: column.name, rows, byStems: isVector(column) }
  })
}
