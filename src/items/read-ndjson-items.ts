import { decodeJson } from './decode-json.ts'
import { brokenItem, type Item } from './item.ts'
import { parseItem } from './parse-item.ts'
import { LINE_PROBLEMS, readLines, type Line } from './read-lines.ts'

const BLANK = /^[ \t\r]*$/

/**
 * Reads a list with one JSON object per line. Blank lines are no items but count as lines; a line
 * that is broken, or longer than 64 KiB, is that item's problem and harms no other.
 *
 * @param chunks UTF-8, cut anywhere, with or without a byte order mark and CRLF
 * @returns up to 1,000 items at a time, as they come
 */
export async function* readNdjsonItems(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Item[], void> {
  for await (const lines of readLines(chunks)) {
    const items = lines.filter((line) => !isBlank(line)).map(itemOf)
    if (items.length > 0) yield items
  }
}

function isBlank(line: Line): boolean {
  return 'text' in line && BLANK.test(line.text)
}

function itemOf(line: Line): Item {
  if ('reason' in line) return brokenItem(line.line, LINE_PROBLEMS[line.reason])
  const value = decodeJson(line.text)
  if (value === undefined) return brokenItem(line.line, 'The line is not JSON')
  return parseItem(line.line, value)
}
