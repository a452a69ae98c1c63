import { CsvError, parse } from 'csv-parse/sync'
import { splitRecord, type CsvRecord } from './csv-records.ts'

/** A parsed record, or why it is none. */
export type CsvRow =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string }

/** Blanks around a cell are none of it, as people type them after commas; those in quotes are. */
const OPTIONS = { record_delimiter: '\n', relax_column_count: true, trim: true }

/** Parses framed records together; a batch that is refused is halved until the bad are alone. */
export function csvRows(records: readonly CsvRecord[]): CsvRow[] {
  const [first] = records
  if (first === undefined) return []
  const rows = parsed(records)
  if (rows !== undefined) {
    return rows.map((cells, index) => ({ line: records[index]?.line ?? first.line, cells }))
  }
  if (records.length > 1) {
    const middle = records.length >> 1
    return [...csvRows(records.slice(0, middle)), ...csvRows(records.slice(middle))]
  }
  return 'problem' in first ? [first] : csvRows(splitRecord(first.line, first.lines))
}

/** Undefined unless every record is one row. */
function parsed(records: readonly CsvRecord[]): string[][] | undefined {
  const framed = records.filter((record) => 'lines' in record)
  if (framed.length < records.length) return undefined
  try {
    const rows = parse(framed.map(({ lines }) => lines.join('\n')).join('\n'), OPTIONS)
    return rows.length === records.length ? rows : undefined
  } catch (error) {
    // Its message quotes the input, so it goes no further.
    if (error instanceof CsvError) return undefined
    throw error
  }
}
