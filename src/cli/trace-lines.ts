import type { DatabaseTrace } from '../trace/trace-database.ts'
import type { Unsearched, UnsearchedPlace } from '../trace/unsearched-places.ts'

const WHY: Record<Unsearched, string> = {
  not_readable: 'not readable: this login may not',
  rows_hidden: 'not all readable: row-level security may hide rows from this login',
  foreign_table: 'not searched: its rows stand on another server',
  stems: "holds stems: can't be told, a search configuration of this database does not work",
  large_objects: 'not searched: this database has large objects',
}

export function isTraceComplete({ unsearched }: DatabaseTrace): boolean {
  return unsearched.length === 0
}

/** A line for each column with a term in it, for each that was not searched, and the sum. */
export function traceLines(trace: DatabaseTrace): string[] {
  const { found, unsearched, rows, tables, columns } = trace
  const width = Math.max(0, ...found.map((one) => placeOf(one).length))
  return [
    ...found.map((one) => {
      const stems = one.byStems ? '  by stems of words' : ''
      return `${placeOf(one).padEnd(width)}  ${one.rows}${stems}`
    }),
    ...unsearched.map((one) => `${placeOf(one)}  ${WHY[one.why]}`),
    `read ${rows} rows of ${tables} tables, ${columns} columns: ${
      found.length === 0 ? 'found nothing' : `found in ${found.length}`
    }${unsearched.length === 0 ? '' : `, ${unsearched.length} not searched`}`,
  ]
}

/** What `unsaid trace --json` prints. */
export function traceResult(trace: DatabaseTrace): object {
  const { found, unsearched, rows, tables, columns } = trace
  return {
    type: 'trace',
    complete: isTraceComplete(trace),
    ...{ rows, tables, columns },
    found: found.map(({ byStems, ...one }) => ({ ...one, by_stems: byStems })),
    unsearched,
  }
}

function placeOf({
  schema,
  table,
  column,
}: Omit<UnsearchedPlace, 'why' | 'column'> & { column: string | null }) {
  return [schema, table, ...(column === null ? [] : [column])].join('.')
}
