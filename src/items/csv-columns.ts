import { textOfCell } from './csv-cell.ts'
import { UnreadableList } from './unreadable-list.ts'

const NAMES: ReadonlySet<string> = new Set([
  'type',
  'conversation_id',
  'conversation_part_id',
  'source_id',
  'external_id',
])

/** Where a CSV list has which parameter of an item. */
export interface CsvColumns {
  readonly names: readonly (string | undefined)[]
}

/**
 * Reads a header row. Columns may come in any order; unknown ones are passed over.
 *
 * @throws UnreadableList when it cannot be one, or names a column twice: neither could be trusted
 *   with what cannot be undone
 */
export function csvColumns(header: readonly string[]): CsvColumns {
  const cells = header.map((cell) => cell.trim())
  const names = cells.map((name) => (NAMES.has(name) ? name : undefined))
  const known = names.filter((name) => name !== undefined)
  if (!known.includes('conversation_id')) {
    throw new UnreadableList(
      'The first line must name the columns, separated by commas, conversation_id among them',
    )
  }
  const twice = known.find((name, index) => known.indexOf(name) !== index)
  if (twice !== undefined) throw new UnreadableList(`The first line names ${twice} twice`)
  return { names }
}

/**
 * The item a row stands for, as if it had come as JSON; an empty cell is absent.
 *
 * @returns undefined when the row has more cells than the header: an unquoted comma would shift
 *   the ids into other columns
 */
export function csvItem(
  { names }: CsvColumns,
  cells: readonly string[],
): Record<string, string> | undefined {
  if (cells.slice(names.length).some((cell) => cell !== '')) return undefined
  const item: Record<string, string> = {}
  names.forEach((name, index) => {
    const text = textOfCell(cells[index] ?? '')
    // An external id may begin or end in a blank, as our export can have it in quotes.
    const value = name === 'external_id' ? text : text.trim()
    if (name !== undefined && value !== '') item[name] = value
  })
  return item
}
