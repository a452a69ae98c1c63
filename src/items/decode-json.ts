import { exactIntegers } from '../json-stream/exact-integers.ts'

/** Deeper JSON than this no request needs. */
const DEEPEST = 8

/**
 * Decodes JSON. Integers that JavaScript can't hold become strings, so that an id of 20 digits
 * names the message it means and no other.
 *
 * @param deepest how many levels of objects and arrays the value may have
 * @returns undefined when it is not JSON or nested deeper
 */
export function decodeJson(text: string, deepest = DEEPEST): unknown {
  try {
    const value: unknown = JSON.parse(exactIntegers(text))
    return isDeeperThan(deepest, value) ? undefined : value
  } catch {
    // The error's message quotes the text, so it goes no further.
    return undefined
  }
}

/** Goes no deeper than `levels` itself. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one))
}
