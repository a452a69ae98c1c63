import { NEWLINE } from './byte-codes.ts'
import { isSpace } from './is-space.ts'

/** A place in a stream of bytes: the chunk at hand, the index in it, and the line it's on. */
export type ByteCursor = {
  readonly chunk: Buffer
  readonly at: number
  /** 1-based line of the byte at `at`. */
  readonly line: number
  /** Goes on to an index of the chunk at hand, counting the lines passed. */
  moveTo(at: number): void
  /** Replaces a chunk that's used up by the next one; false at the end of the input. */
  more(): Promise<boolean>
  /** Passes white space, line ends included; the byte after it, or undefined at the end. */
  skipSpace(): Promise<number | undefined>
  /** Lets go of the input. */
  close(): Promise<void>
}

const NOTHING: Buffer = Buffer.alloc(0)

function newlineFrom(chunk: Buffer, from: number): number {
  const at = chunk.indexOf(NEWLINE, from)
  return at < 0 ? chunk.length : at
}

function afterSpace(chunk: Buffer, from: number): number {
  let at = from
  while (isSpace(chunk[at])) at += 1
  return at
}

/**
 * A cursor at the beginning of `input`.
 *
 * @param firstLine the line number of the input's first byte.
 */
export function byteCursor(input: AsyncIterable<Buffer>, firstLine = 1): ByteCursor {
  const chunks = input[Symbol.asyncIterator]()
  const cursor = { chunk: NOTHING, at: 0, line: firstLine }
  // Where the chunk at hand has its next line end, so that each is searched for only once.
  let newline = 0

  function moveTo(at: number): void {
    while (newline < at) {
      cursor.line += 1
      newline = newlineFrom(cursor.chunk, newline + 1)
    }
    cursor.at = at
  }

  async function more(): Promise<boolean> {
    const next = await chunks.next()
    if (next.done === true) return false
    cursor.chunk = next.value
    cursor.at = 0
    newline = newlineFrom(cursor.chunk, 0)
    return true
  }

  async function skipSpace(): Promise<number | undefined> {
    do {
      moveTo(afterSpace(cursor.chunk, cursor.at))
      if (cursor.at < cursor.chunk.length) return cursor.chunk[cursor.at]
    } while (await more())
    return undefined
  }

  return Object.assign(cursor, {
    moveTo,
    more,
    skipSpace,
    close: async () => void (await chunks.return?.()),
  })
}
