import type { JsonValue } from './json-object.ts'
import { problemReasons } from './problem-reasons.ts'

function problemOf(text: string): string | undefined {
  if (text.includes('\0')) return problemReasons.nul
  return text.isWellFormed() ? undefined : problemReasons.loneSurrogate
}

function firstProblem(value: JsonValue): string | undefined {
  if (typeof value === 'string') return problemOf(value)
  if (value === null || typeof value !== 'object') return undefined
  if (Array.isArray(value)) return firstOf(value, firstProblem)
  const members = Object.entries<JsonValue>(value as Record<string, JsonValue>)
  return firstOf(members, ([key, item]) => problemOf(key) ?? firstProblem(item))
}

function firstOf<Item>(items: Item[], problem: (item: Item) => string | undefined) {
  for (const item of items) {
    const found = problem(item)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Why a string or key can't be stored: Postgres refuses NUL characters and lone surrogates.
 *
 * @param text the JSON `value` was read from. Its UTF-8 has been checked, so both can only come
 *   from a \u escape; without one the value isn't walked.
 * @param value at most 512 levels deep.
 */
export function stringProblem(text: string, value: JsonValue): string | undefined {
  return text.includes('\\u') ? firstProblem(value) : undefined
}
