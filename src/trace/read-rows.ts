import { sql, type QueryExecutorProvider } from 'kysely'
import type { SearchedColumn, SearchedTable } from './read-places.ts'
import { queriesFor, type StemQueries } from './stem-queries.ts'

/** What stands in a column; true: a search vector that holds the stems of a term. */
type SearchedValue = string | Buffer | true | null

/** Rows that are read first, to see how long they are. */
const FIRST = 50
const MOST_ROWS = 5_000
/** Characters and bytes at once, as far as the rows before tell. */
const ROOM = 4 * 1024 * 1024

/**
 * Reads the columns of a table through a cursor: what is in memory is a batch of rows, however long
 * the table is. Only the rows that the table itself keeps: those of its children are theirs.
 */
export async function* readRows(
  trx: QueryExecutorProvider,
  { schema, table }: SearchedTable,
  columns: readonly SearchedColumn[],
  stems: StemQueries | undefined,
): AsyncGenerator<readonly (readonly SearchedValue[])[]> {
  const values = []
  for (const [at, column] of columns.entries()) {
    values.push(sql`${valueOf(column)} as ${sql.ref(`c${at}`)}`)
    if (stems && isVector(column)) values.push(await stemsIn(trx, column, at, stems))
  }
  await sql`declare traced no scroll cursor for
    select ${sql.join(values)} from only ${sql.id(schema, table)}`.execute(trx)
  for (let count = FIRST; ;) {
    const { rows } = await sql<Record<string, SearchedValue | false>>`
      fetch forward ${sql.lit(count)} from traced`.execute(trx)
    if (rows.length === 0) break
    const read = rows.map((row) => columns.map((_, at) => row[`s${at}`] || row[`c${at}`] || null))
    yield read
    count = Math.max(1, Math.min(MOST_ROWS, Math.floor((ROOM * rows.length) / sizeOf(read))))
  }
  await sql`close traced`.execute(trx)
}

export function isVector({ base, isArray }: SearchedColumn): boolean {
  return base === 'tsvector' && !isArray
}

/** Whatever is no bytes is read as Postgres writes it. */
function valueOf({ name, base, isArray }: SearchedColumn) {
  return base === 'bytea' && !isArray ? sql`${sql.ref(name)}::bytea` : sql`${sql.ref(name)}::text`
}

/**
 * Asked in the database, which alone knows the dictionaries. A cursor takes no parameters, and in
 * the statement itself the words would stand in its log: they come by a setting.
 */
async function stemsIn(
  trx: QueryExecutorProvider,
  { name, configuration }: SearchedColumn,
  at: number,
  stems: StemQueries,
) {
  const setting = `unsaid.traced_${at}`
  const queries = queriesFor(stems, configuration)
  await sql`select set_config(${setting}, ${queries}::text[]::text, true)`.execute(trx)
  return sql`${sql.ref(name)} @@ any (
    (select current_setting(${sql.lit(setting)})::tsquery[])::tsquery[]) as ${sql.ref(`s${at}`)}`
}

function sizeOf(rows: readonly (readonly SearchedValue[])[]): number {
  const lengths = rows.flat().map((value) => (value === null || value === true ? 1 : value.length))
  return lengths.reduce((sum, length) => sum + length, 1)
}
