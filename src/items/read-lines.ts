import { isUtf8 } from 'node:buffer'
import { NEWLINE } from '../json-stream/byte-codes.ts'
import { withoutBom } from '../json-stream/without-bom.ts'
import { LARGEST_BATCH, LONGEST_ITEM } from './limits.ts'

/** A physical line without its line feed, or why there is no text. `line` is 1-based. */
export type Line =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly reason: 'too_long' | 'not_utf8' }

/** What is said of an item on a line without text. */
export const LINE_PROBLEMS = {
  too_long: 'The line is longer than 64 KiB',
  not_utf8: 'The line is not UTF-8',
} as const

/** The begun line that a chunk ended in. */
interface BegunLine {
  readonly size: () => number
  /** Copies the bytes, as the source may use its chunk again; from the limit on it only counts. */
  readonly add: (part: Buffer) => void
  /** The whole line, given its last bytes; the next line begins. */
  readonly finish: (line: number, part: Buffer) => Line
}

/**
 * Cuts UTF-8 bytes into lines, a batch at a time so that a line costs no `await`, and never more
 * than a chunk and one line in memory. A byte order mark at the beginning is no part of them.
 *
 * Unlike `frameLines` of the records room it keeps white space (a CSV cell may end in it) and
 * names lines that are too long or not UTF-8 by number.
 *
 * @param chunks cut anywhere; each may be reused by its source once the next is asked for
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line[], void> {
  const begun = begunLine()
  let line = 1
  for await (const chunk of withoutBom(chunks)) {
    let from = 0
    while (from < chunk.length) {
      const cut = cutLines(chunk, from, line, begun)
      from = cut.to
      line += cut.lines.length
      if (cut.lines.length > 0) yield cut.lines
    }
  }
  if (begun.size() > 0) yield [begun.finish(line, Buffer.alloc(0))]
}

/** The next lines that end in the chunk; what is left without a line end is kept as begun. */
function cutLines(chunk: Buffer, start: number, first: number, begun: BegunLine) {
  const lines: Line[] = []
  let from = start
  while (lines.length < LARGEST_BATCH) {
    const end = chunk.indexOf(NEWLINE, from)
    if (end < 0) {
      begun.add(chunk.subarray(from))
      return { lines, to: chunk.length }
    }
    const part = chunk.subarray(from, end)
    const line = first + lines.length
    lines.push(begun.size() > 0 ? begun.finish(line, part) : lineOf(line, part))
    from = end + 1
  }
  return { lines, to: from }
}

function begunLine(): BegunLine {
  const held = Buffer.allocUnsafe(LONGEST_ITEM)
  let size = 0

  function add(part: Buffer): void {
    if (size + part.length <= LONGEST_ITEM) part.copy(held, size)
    size += part.length
  }

  function finish(line: number, part: Buffer): Line {
    add(part)
    const isTooLong = size > LONGEST_ITEM
    const kept = held.subarray(0, size)
    size = 0
    return isTooLong ? { line, reason: 'too_long' } : lineOf(line, kept)
  }

  return { size: () => size, add, finish }
}

function lineOf(line: number, bytes: Buffer): Line {
  if (bytes.length > LONGEST_ITEM) return { line, reason: 'too_long' }
  return isUtf8(bytes) ? { line, text: bytes.toString('utf8') } : { line, reason: 'not_utf8' }
}
