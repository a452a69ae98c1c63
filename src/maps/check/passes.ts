import { asList } from '../format/map-names.ts'
import type { WhereTest } from '../format/where-format.ts'

type Value = string | null

/** Whether a value, as its text, passes a test of `where`. What can't be told from one value passes. */
export function passes(value: Value, test: WhereTest): boolean {
  if (test === null || typeof test !== 'object') return isSame(value, test)
  if (Array.isArray(test)) return test.some((one) => isSame(value, one))
  const { not, starts_with: starts } = test
  if (starts !== undefined && !startsWith(value, starts)) return false
  return not === undefined || !isRefused(value, not)
}

type Refused = NonNullable<Extract<WhereTest, { not?: unknown }>>['not']

function isRefused(value: Value, not: Refused): boolean {
  if (not === null || not === undefined || typeof not !== 'object')
    return isSame(value, not ?? null)
  if (Array.isArray(not)) return not.some((one) => isSame(value, one))
  return not.starts_with !== undefined && startsWith(value, not.starts_with)
}

const startsWith = (value: Value, texts: string | readonly string[]) =>
  value !== null && asList(texts).some((text) => value.startsWith(text))

function isSame(value: Value, literal: string | number | boolean | null): boolean {
  return literal === null ? value === null : value === String(literal)
}
