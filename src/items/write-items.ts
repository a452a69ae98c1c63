import { csvCell } from './csv-cell.ts'
import type { ItemView } from './item-view.ts'

/** Writes a list, line by line; each line brings its own end. */
export interface ItemWriter {
  /** What comes before the first row; empty if nothing does. */
  readonly header: () => string
  readonly row: (view: ItemView) => string
}

const COLUMNS: readonly (readonly [
  string,
  (view: ItemView) => string | number | null | undefined,
])[] = [
  ['line', (view) => view.line],
  ['type', (view) => view.type],
  ['conversation_id', (view) => view.conversation_id],
  ['conversation_part_id', (view) => view.conversation_part_id],
  ['source_id', (view) => view.source_id],
  ['external_id', (view) => view.external_id],
  ['outcome', (view) => view.outcome],
  ['planned', (view) => view.planned],
  ['error_code', (view) => view.error?.code],
  ['error_message', (view) => view.error?.message],
]

const CSV: ItemWriter = {
  header: () => csvLine(COLUMNS.map(([name]) => name)),
  row: (view) => csvLine(COLUMNS.map(([, read]) => csvCell(String(read(view) ?? '')))),
}

const NDJSON: ItemWriter = {
  header: () => '',
  row: (view) => `${JSON.stringify(view)}\n`,
}

/**
 * A writer of items whose output the reader of the same format takes back: an item comes back with
 * the same request and external id, a broken one as a broken one with its external id.
 */
export function writeItems(format: 'ndjson' | 'csv'): ItemWriter {
  return format === 'csv' ? CSV : NDJSON
}

function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}
