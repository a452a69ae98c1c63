import type { JsonObject, JsonValue } from './json-object.ts'
import { parseExact } from './parse-exact.ts'
import { problemReasons } from './problem-reasons.ts'
import type { ReadRecord } from './read-record.ts'
import { stringProblem } from './string-problem.ts'
import { lookAtTokens } from './look-at-tokens.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    // The error's message quotes the text, so it goes no further.
    return undefined
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Checks one record by itself: UTF-8, JSON, an object, and nothing in it that JavaScript or
 * Postgres would change or refuse.
 *
 * @param bytes the record without anything around it but white space.
 * @param line where it begins; it's only handed on.
 */
export function checkRecord(bytes: Buffer, line: number): ReadRecord {
  const refused = (reason: string): ReadRecord => ({ ok: false, line, reason })
  const text = decode(bytes)
  if (text === undefined) return refused(problemReasons.notUtf8)
  const record = parse(text)
  if (record === undefined) return refused(problemReasons.notJson)
  if (!isObject(record)) return refused(problemReasons.notAnObject)
  // In this order, as the strings are walked recursively: the depth must be known to be small.
  const tokens = lookAtTokens(bytes)
  const problem = tokens.problem ?? stringProblem(text, record)
  if (problem !== undefined) return refused(problem)
  const exact = tokens.odd ? (parseExact(text) as JsonObject) : record
  return { ok: true, line, record: exact, bytes: bytes.length }
}
