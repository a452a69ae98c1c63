import { closingQuote } from './closing-quote.ts'
import { isExactNumber } from './is-exact-number.ts'
import { problemReasons } from './problem-reasons.ts'

/** Deeper values would exhaust the stack of whoever walks them, Postgres among others. */
const MAX_DEPTH = 512

/** Up to 15 digits without an exponent always survive: no need to look at them one by one. */
const SURE_LENGTH = 15

const OPENS = 1
const CLOSES = 2
const STRING = 3
const NUMBER = 4
const EXPONENT = 5

function byteKinds(kinds: Record<string, number>): Uint8Array {
  const table = new Uint8Array(256)
  for (const [characters, kind] of Object.entries(kinds)) {
    for (const byte of Buffer.from(characters)) table[byte] = kind
  }
  return table
}

const FIRST = byteKinds({ '{[': OPENS, '}]': CLOSES, '"': STRING, '-0123456789': NUMBER })
const IN_NUMBER = byteKinds({ '+-.0123456789': NUMBER, eE: EXPONENT })

/** Where the number that begins at `from` ends; negative if its value isn't kept exactly. */
function exactNumberEnd(json: Buffer, from: number): number {
  let at = from
  let exponent = false
  for (let kind = NUMBER; kind !== 0; kind = IN_NUMBER[json[at] ?? 0] ?? 0) {
    if (kind === EXPONENT) exponent = true
    at += 1
  }
  if (at - from <= SURE_LENGTH && !exponent) return at
  return isExactNumber(json.toString('latin1', from, at)) ? at : -1
}

/**
 * What only the raw text of a record shows: that it is nested deeper than 512 levels (itself
 * being one), or that a number would leave JavaScript with another value than it had.
 *
 * @param json valid JSON. It's passed once and without recursion, whatever its depth.
 */
export function tokenProblem(json: Buffer): string | undefined {
  let depth = 0
  let at = 0
  while (at < json.length) {
    const kind = FIRST[json[at] ?? 0]
    if (kind === NUMBER) at = exactNumberEnd(json, at)
    else if (kind === STRING) at = closingQuote(json, at + 1) + 1
    else at += 1
    if (at < 0) return problemReasons.inexactNumber
    if (kind === OPENS) depth += 1
    else if (kind === CLOSES) depth -= 1
    if (depth > MAX_DEPTH) return problemReasons.tooDeep
  }
  return undefined
}
