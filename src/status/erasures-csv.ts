import { csvCell } from '../items/csv-cell.ts'
import type { ErasureView } from './erasure-view.ts'

const COLUMNS: readonly (readonly [string, (one: ErasureView) => string])[] = [
  ['job', (one) => one.job],
  ['contact_ids', (one) => one.contact_ids.join(' ')],
  ['scope', (one) => one.scope],
  ['reason', (one) => one.reason ?? ''],
  ['requested_by', (one) => one.requested_by],
  ['state', (one) => one.state],
  ['accepted_at', (one) => timeOf(one.accepted_at)],
  ['due_at', (one) => timeOf(one.due_at)],
  ['finished_at', (one) => (one.finished_at === null ? '' : timeOf(one.finished_at))],
  ['overdue', (one) => String(one.overdue)],
  ['messages', (one) => String(one.messages ?? '')],
  ['certificate', (one) => one.certificate ?? ''],
  ['proof', (one) => one.proof],
]

/** Erasures as a table that a spreadsheet opens: it runs none of its cells. */
export function erasuresCsv(erasures: readonly ErasureView[]): string {
  const rows = erasures.map((one) => COLUMNS.map(([, read]) => csvCell(read(one))))
  return [COLUMNS.map(([name]) => name), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('')
}

/** Without fractions, as they are listed; a spreadsheet knows it for a time. */
export function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z')
}
