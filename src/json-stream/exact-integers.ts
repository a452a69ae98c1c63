import { isExactNumber } from './is-exact-number.ts'

/** Shorter integers are always exact. */
const LONG_INTEGER = /\d{16}/

/** A whole string (so that digits in it aren't looked at) or a whole number. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g
const INTEGER = /^-?\d+$/

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * Puts quotes around every integer that JavaScript can't represent exactly, so that JSON.parse
 * returns its digits as a string instead of another number.
 *
 * @param text JSON; what isn't valid is returned as it is, for the parser to complain about.
 */
export function exactIntegers(text: string): string {
  if (!LONG_INTEGER.test(text) || !isJson(text)) return text
  return text.replace(STRING_OR_NUMBER, (token) =>
    INTEGER.test(token) && !isExactNumber(token) ? `"${token}"` : token,
  )
}
