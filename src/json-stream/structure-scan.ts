import * as code from './byte-codes.ts'
import { closingQuote } from './closing-quote.ts'

/** Asked at every quote, comma and bracket outside strings; `depth` is the depth before it. */
export type Stop = (byte: number, depth: number) => boolean

export type StructureScan = {
  /**
   * Follows the structure through `chunk` from index `from`.
   *
   * @returns the index of the first byte `stop` says yes to (that byte isn't passed yet), or
   *   `chunk.length`. The next call goes on from there, or with the next chunk.
   */
  run(chunk: Uint8Array, from: number, stop: Stop): number
  /** Whether everything opened so far, strings too, is closed again. */
  balanced(): boolean
}

const STRUCTURAL = new Uint8Array(256)
for (const byte of [
  ...[code.QUOTE, code.COMMA, code.OPEN_BRACE, code.CLOSE_BRACE],
  ...[code.OPEN_BRACKET, code.CLOSE_BRACKET],
]) {
  STRUCTURAL[byte] = 1
}

function depthAfter(byte: number, depth: number): number {
  if (byte === code.OPEN_BRACE || byte === code.OPEN_BRACKET) return depth + 1
  if (byte === code.CLOSE_BRACE || byte === code.CLOSE_BRACKET) return Math.max(0, depth - 1)
  return depth
}

/**
 * Follows depth and strings of JSON through chunks that may be cut anywhere. It doesn't tell
 * brackets from braces and never fails: whether a slice is JSON is for the parser to say.
 * Working on bytes is safe because in UTF-8 no part of a multi-byte character is below 0x80.
 */
export function structureScan(): StructureScan {
  let depth = 0
  let inString = false
  let escaped = false

  function passString(chunk: Uint8Array, from: number): number {
    const at = closingQuote(chunk, escaped ? from + 1 : from)
    inString = at >= chunk.length
    escaped = at > chunk.length
    return Math.min(at + 1, chunk.length)
  }

  function run(chunk: Uint8Array, from: number, stop: Stop): number {
    let at = from
    while (at < chunk.length) {
      if (inString) {
        at = passString(chunk, at)
        continue
      }
      const byte = chunk[at] ?? 0
      if (STRUCTURAL[byte] === 1) {
        if (stop(byte, depth)) return at
        inString = byte === code.QUOTE
        depth = depthAfter(byte, depth)
      }
      at += 1
    }
    return at
  }

  return { run, balanced: () => depth === 0 && !inString }
}
