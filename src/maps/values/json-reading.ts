import { rereading, type Reading } from './reading.ts'

const ESCAPE = /\\(?:u[\da-f]{4}|["\\/bfnrt])/gi

/** Without the escapes of JSON; undefined where there are none. */
export function jsonReading(reading: Reading): Reading | undefined {
  if (reading.text.search(ESCAPE) === -1) return undefined
  return rereading(reading, ESCAPE, decodeEscape)
}

const LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }),
)

function decodeEscape(escape: string): string {
  const letter = escape.charAt(1)
  if (escape.length === 6) return String.fromCharCode(Number.parseInt(escape.slice(2), 16))
  return LETTERS.get(letter) ?? letter
}
