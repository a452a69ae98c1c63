import { closingQuote } from './closing-quote.ts'
import { isOdd } from './parse-exact.ts'
import { problemReasons } from './problem-reasons.ts'

/** Deeper values would exhaust the stack of whoever walks them, Postgres among others. */
const MAX_DEPTH = 512

/** Up to 15 digits of a whole number always survive: no need to look at them one by one. */
const SURE_LENGTH = 15

/** Postgres writes exponents out, so that a few bytes would become any number of digits. */
const MOST_DIGITS = 1_000

const OPENS = 1
const CLOSES = 2
const STRING = 3
const NUMBER = 4
const EXPONENT = 5
const POINT = 6

function byteKinds(kinds: Record<string, number>): Uint8Array {
  const table = new Uint8Array(256)
  for (const [characters, kind] of Object.entries(kinds)) {
    for (const byte of Buffer.from(characters)) table[byte] = kind
  }
  return table
}

const FIRST = byteKinds({ '{[': OPENS, '}]': CLOSES, '"': STRING, '-0123456789': NUMBER })
const IN_NUMBER = byteKinds({ '+-0123456789': NUMBER, eE: EXPONENT, '.': POINT })

/** Where the number that begins at `from` ends; negative if some of its digits may be lost. */
function numberEnd(json: Buffer, from: number): number {
  let at = from
  let isWhole = true
  for (let kind = NUMBER; kind !== 0; kind = IN_NUMBER[json[at] ?? 0] ?? 0) {
    if (kind !== NUMBER) isWhole = false
    at += 1
  }
  return isWhole && at - from <= SURE_LENGTH ? at : -at
}

function isTooLong(token: string): boolean {
  const [digits = '', exponent = '0'] = token.split(/[eE]/)
  if (!/[1-9]/.test(digits)) return digits.length > MOST_DIGITS
  return digits.replace(/\D/g, '').length > MOST_DIGITS || Math.abs(Number(exponent)) > MOST_DIGITS
}

export interface Tokens {
  /** Whether a number would come out of JavaScript with other digits than it had. */
  readonly odd: boolean
  readonly problem: string | undefined
}

/**
 * What only the raw text of a record shows: that it is nested deeper than 512 levels (itself being
 * one), and what its numbers look like.
 *
 * @param json valid JSON. It's passed once and without recursion, whatever its depth.
 */
export function lookAtTokens(json: Buffer): Tokens {
  let depth = 0
  let at = 0
  let odd = false
  while (at < json.length) {
    const from = at
    const kind = FIRST[json[at] ?? 0]
    if (kind === NUMBER) at = numberEnd(json, at)
    else if (kind === STRING) at = closingQuote(json, at + 1) + 1
    else at += 1
    if (at < 0) {
      at = -at
      const token = json.toString('latin1', from, at)
      if (isTooLong(token)) return { odd, problem: problemReasons.longNumber }
      odd ||= isOdd(token)
    }
    if (kind === OPENS) depth += 1
    else if (kind === CLOSES) depth -= 1
    if (depth > MAX_DEPTH) return { odd, problem: problemReasons.tooDeep }
  }
  return { odd, problem: undefined }
}
