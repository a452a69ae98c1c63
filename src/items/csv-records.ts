import { LONGEST_ITEM } from './limits.ts'
import { LINE_PROBLEMS, type Line } from './read-lines.ts'

/** The lines of what should be one CSV record, unparsed; or why there is none. */
export type CsvRecord =
  | { readonly line: number; readonly lines: readonly string[] }
  | { readonly line: number; readonly problem: string }

export interface CsvFraming {
  /** The records that end with the line. */
  readonly take: (line: Line) => CsvRecord[]
  /** The records that are left at the end of the input. */
  readonly end: () => CsvRecord[]
}

const QUOTE_NOT_CLOSED = 'The line has a quotation mark that is not closed'

/**
 * Joins lines into CSV records without parsing them: quotation marks come in pairs, so a record
 * ends with the line that makes their number even.
 *
 * csv-parse alone would not do. After a bad quote it takes the following lines for the inside of a
 * cell, and beyond its `max_record_size` it drops the rest of the chunk; neither is reported by
 * line. Here a mark that isn't closed within 64 KiB costs its own line and no other.
 */
export function csvFraming(): CsvFraming {
  let open: { line: number; lines: string[]; size: number } | undefined

  function giveUp(): CsvRecord[] {
    const records = open === undefined ? [] : unclosed(open.line, open.lines)
    open = undefined
    return records
  }

  function goOn(record: NonNullable<typeof open>, text: string): CsvRecord[] {
    record.lines.push(text)
    record.size += Buffer.byteLength(text) + 1
    if (record.size > LONGEST_ITEM) return giveUp()
    if (!hasOddQuotes(text)) return []
    open = undefined
    return [{ line: record.line, lines: record.lines }]
  }

  function take(given: Line): CsvRecord[] {
    const { line } = given
    if ('reason' in given) return [...giveUp(), { line, problem: LINE_PROBLEMS[given.reason] }]
    const text = given.text.endsWith('\r') ? given.text.slice(0, -1) : given.text
    if (open !== undefined) return goOn(open, text)
    if (!hasOddQuotes(text)) return singleLine(line, text)
    open = { line, lines: [text], size: Buffer.byteLength(text) }
    return []
  }

  return { take, end: giveUp }
}

/**
 * What a record is that turned out to be none: its first line has a stray quotation mark, and so
 * has its last; each line between is a record by itself.
 */
export function splitRecord(line: number, lines: readonly string[]): CsvRecord[] {
  const problem = 'The line has a stray quotation mark'
  if (lines.length === 1) return [{ line, problem }]
  const last = { line: line + lines.length - 1, problem }
  return [{ line, problem }, ...singleLines(line + 1, lines.slice(1, -1)), last]
}

/** No line but the first has an odd number of marks, else the record would have been closed. */
function unclosed(line: number, lines: readonly string[]): CsvRecord[] {
  return [{ line, problem: QUOTE_NOT_CLOSED }, ...singleLines(line + 1, lines.slice(1))]
}

function singleLines(first: number, lines: readonly string[]): CsvRecord[] {
  return lines.flatMap((text, index) => singleLine(first + index, text))
}

/** Blank lines are no records. */
function singleLine(line: number, text: string): CsvRecord[] {
  return text.trim() === '' ? [] : [{ line, lines: [text] }]
}

function hasOddQuotes(text: string): boolean {
  let isOdd = false
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOdd = !isOdd
  return isOdd
}
