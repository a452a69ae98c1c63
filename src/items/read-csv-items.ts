import { csvColumns, csvItem, type CsvColumns } from './csv-columns.ts'
import { csvFraming, type CsvRecord } from './csv-records.ts'
import { csvRows, type CsvRow } from './csv-rows.ts'
import { brokenItem, type Item } from './item.ts'
import { LARGEST_BATCH } from './limits.ts'
import { parseItem } from './parse-item.ts'
import { readLines } from './read-lines.ts'
import { UnreadableList } from './unreadable-list.ts'

/**
 * Reads a list from CSV with a header row: `type`, `conversation_id`, `conversation_part_id`,
 * `source_id`, `external_id` in any order, others ignored. Our own export can be read back: a `'`
 * before what a spreadsheet would run is taken away. Blank lines are no items; a record that is
 * broken, or longer than 64 KiB, is a problem of the lines it is on and harms no other.
 *
 * @param chunks UTF-8, cut anywhere, with or without a byte order mark and CRLF
 * @returns up to 1,000 items at a time, as they come; `line` is where the record begins
 * @throws UnreadableList when there is no header that names `conversation_id`
 */
export async function* readCsvItems(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Item[], void> {
  let columns: CsvColumns | undefined
  for await (const records of csvRecords(chunks)) {
    const rows = csvRows(records)
    columns ??= columnsOf(rows.shift())
    for (let at = 0; at < rows.length; at += LARGEST_BATCH) {
      yield itemsOf(rows.slice(at, at + LARGEST_BATCH), columns)
    }
  }
  if (columns === undefined) columnsOf(undefined)
}

async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord[], void> {
  const framing = csvFraming()
  for await (const lines of readLines(chunks)) {
    const records = lines.flatMap(framing.take)
    if (records.length > 0) yield records
  }
  const left = framing.end()
  if (left.length > 0) yield left
}

function columnsOf(header: CsvRow | undefined): CsvColumns {
  if (header !== undefined && 'cells' in header) return csvColumns(header.cells)
  throw new UnreadableList('The first line must name the columns')
}

function itemsOf(rows: readonly CsvRow[], columns: CsvColumns): Item[] {
  return rows.map((row) => {
    const { line } = row
    if ('problem' in row) return brokenItem(line, row.problem)
    const item = csvItem(columns, row.cells)
    return item === undefined
      ? brokenItem(line, 'The line has more cells than the first line has columns')
      : parseItem(line, item)
  })
}
