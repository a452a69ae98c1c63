import type * as z from 'zod'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'

/** Parameters that are as they should be, or what is wrong with them. */
export type ReadParameters<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly ErrorEntry[] }

const NOT_AN_OBJECT = 'The request body must be a JSON object'

/** Problems named in one reply: a body can hold thousands. */
const MOST_NAMED = 10

/** Names that may stand in a reply: what else a caller calls a parameter is his own. */
const NAME = /^[A-Za-z0-9_.-]{1,64}$/

/**
 * Holds a query or a body to its schema, whose messages follow the parameter's name: "must be…".
 * No value of the caller's is in the errors.
 */
export function readParameters<T>(schema: z.ZodType<T>, given: unknown): ReadParameters<T> {
  const read = schema.safeParse(given)
  if (read.success) return { ok: true, value: read.data }
  return { ok: false, errors: read.error.issues.flatMap(errorsOf).slice(0, MOST_NAMED) }
}

/** What is wrong with parameters of these names: nothing is known of them. */
export function unknownParameters(names: readonly string[]): ErrorEntry[] {
  return names.slice(0, MOST_NAMED).map((name) => invalid(name, 'is not known here'))
}

function errorsOf(issue: z.core.$ZodIssue): ErrorEntry[] {
  if (issue.code === 'unrecognized_keys') {
    return unknownParameters(issue.keys)
  }
  const [name] = issue.path
  if (name === undefined) return [errorEntry('parameter_invalid', NOT_AN_OBJECT)]
  return [invalid(String(name), issue.message)]
}

function invalid(name: string, problem: string): ErrorEntry {
  return NAME.test(name)
    ? errorEntry('parameter_invalid', `${name} ${problem}`, name)
    : errorEntry('parameter_invalid', `A parameter ${problem}`)
}
