import { BACKSLASH, QUOTE } from './byte-codes.ts'

/**
 * Where the JSON string whose inside begins at `from` is closed.
 *
 * @returns the index of the closing quote; `bytes.length` when it isn't in these bytes, and one
 *   more than that when they also end between a backslash and the byte it escapes.
 */
export function closingQuote(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length) {
    const byte = bytes[at]
    if (byte === QUOTE) return at
    at += byte === BACKSLASH ? 2 : 1
  }
  return at
}
