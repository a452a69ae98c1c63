import { isSpace } from './is-space.ts'
import { problemReasons } from './problem-reasons.ts'
import type { RawRecord } from './raw-record.ts'

export type RecordBuffer = {
  /**
   * Adds the next bytes of the record. They are copied, as the source may use its chunk again,
   * unless they are the `whole` record: then it's read before the source is asked for more.
   */
  add(part: Buffer, whole: boolean): void
  /** How many bytes the record has so far, kept or not. */
  size(): number
  tooLarge(): boolean
  /** The last byte that isn't white space, if bytes are kept. */
  lastByte(): number | undefined
  /** What was gathered, without white space at its end. */
  raw(line: number): RawRecord
}

const NOTHING: Buffer = Buffer.alloc(0)

function withoutTrailingSpace(bytes: Buffer): Buffer {
  let end = bytes.length
  while (end > 0 && isSpace(bytes[end - 1])) end -= 1
  return bytes.subarray(0, end)
}

function appended(held: Buffer, size: number, part: Buffer, maxBytes: number): Buffer {
  const needed = size + part.length
  // Doubling keeps a record of n bytes in tiny chunks at n copies instead of n².
  const grown = Math.min(maxBytes, Math.max(needed, held.length * 2))
  const target = needed <= held.length ? held : Buffer.allocUnsafe(grown)
  if (target !== held) held.copy(target, 0, 0, size)
  part.copy(target, size)
  return target
}

/** Gathers the bytes of one record; from `maxBytes` on it only counts them. */
export function recordBuffer(maxBytes: number): RecordBuffer {
  let held = NOTHING
  let size = 0

  function add(part: Buffer, whole: boolean): void {
    if (size + part.length > maxBytes) held = NOTHING
    else held = whole ? part : appended(held, size, part, maxBytes)
    size += part.length
  }

  const tooLarge = (): boolean => size > maxBytes
  const kept = (): Buffer => withoutTrailingSpace(held.subarray(0, size))
  const lastByte = (): number | undefined => kept().at(-1)
  const raw = (line: number): RawRecord =>
    tooLarge() ? { line, reason: problemReasons.tooLarge } : { line, bytes: kept() }
  return { add, size: () => size, tooLarge, lastByte, raw }
}
