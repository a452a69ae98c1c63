import { isExactNumber } from './is-exact-number.ts'
import type { JsonValue } from './json-object.ts'
import { Numeral } from './numeral.ts'
import { wholeNumber } from './whole-number.ts'

/** A whole string (so that digits in it aren't looked at) or a whole number. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

/** What names somebody or something, or counts: a whole number whatever its spelling. */
const WHOLE = /(?:^|_)(?:id|count)$/

/**
 * Whether JavaScript would write a number with other digits than it was read with. One that it, or
 * who sent it, writes with an exponent is not odd as long as its value is kept.
 */
export function isOdd(token: string): boolean {
  const written = String(Number(token))
  if (written === token) return false
  return !isExactNumber(token) || !/[eE]/.test(token + written)
}

/**
 * Parses JSON like JSON.parse, but for numbers that would lose digits: each is a `Numeral`. An id is
 * always a number or a text, where it is a whole one: 1.0 is 1.
 *
 * @param text valid JSON, not nested deeper than 512 levels
 */
export function parseExact(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue
  const odd: string[] = []
  const marked = text.replace(STRING_OR_NUMBER, (token) => {
    if (token.startsWith('"') || !isOdd(token)) return token
    odd.push(token)
    return `{"":${odd.length - 1}}`
  })
  if (odd.length === 0) return value
  return withNumerals(value, JSON.parse(marked) as JsonValue, '', odd)
}

/** Goes through a value and the same one in which an odd number is an object with its place. */
function withNumerals(
  value: JsonValue,
  marked: JsonValue,
  name: string,
  odd: readonly string[],
): JsonValue {
  if (typeof value === 'number')
    return typeof marked === 'number' ? value : numeral(marked, name, odd)
  if (value === null || typeof value !== 'object' || value instanceof Numeral) return value
  for (const key of Object.keys(value)) {
    const inner = memberOf(value, key)
    const replaced = withNumerals(inner, memberOf(marked, key), key, odd)
    // As a property of its own, also where it is called __proto__.
    if (replaced !== inner) Object.defineProperty(value, key, { value: replaced })
  }
  return value
}

function memberOf(value: JsonValue, key: string): JsonValue {
  return (value as Record<string, JsonValue>)[key] ?? null
}

function numeral(marked: JsonValue, name: string, odd: readonly string[]): JsonValue {
  const token = odd[Number(memberOf(marked, ''))] ?? ''
  const whole = WHOLE.test(name) ? wholeNumber(token) : undefined
  if (whole === undefined) return new Numeral(token)
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : new Numeral(whole)
}
