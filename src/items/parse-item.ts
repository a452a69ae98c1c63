import { hasBlankOrAt, idText } from '../request/id.ts'
import { parseRedactionRequest, type RequestProblem } from '../request/parse-redaction-request.ts'
import { isRecord } from '../is-record.ts'
import { brokenItem, type Item } from './item.ts'

/** No control characters, line ends, unassigned code points or lone surrogates. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u

const WRONG_EXTERNAL_ID: RequestProblem = {
  code: 'parameter_invalid',
  message: 'external_id must be a string of 1 to 128 printable characters, or an integer',
  field: 'external_id',
}

const ID_PARAMETERS = ['conversation_id', 'conversation_part_id', 'source_id'] as const

/**
 * One entry of a list: a redaction request, held to the same rules as a single one, with the
 * caller's `external_id` (a string of 1 to 128 printable characters or an integer; null or absent
 * for none). When an id has a blank or an `@` in it, something else stands in its column: nothing of
 * the entry is kept then.
 *
 * @param line where the entry begins; it's only handed on
 * @param value what the caller sent, already decoded
 */
export function parseItem(line: number, value: unknown): Item {
  if (!isRecord(value)) return brokenItem(line, 'The item must be a JSON object')

  const stray = ID_PARAMETERS.filter((name) => hasBlankOrAt(idText(value[name]) ?? ''))
  if (stray.length > 0) return strayItem(line, stray)

  const externalId = externalIdOf(value.external_id)
  const parsed = parseRedactionRequest(value)
  if (parsed.ok && externalId !== undefined) {
    return { line, request: parsed.request, externalId, problems: [] }
  }
  const problems = [
    ...(parsed.ok ? [] : parsed.problems),
    ...(externalId === undefined ? [WRONG_EXTERNAL_ID] : []),
  ]
  return { line, request: null, externalId: externalId ?? null, problems }
}

function strayItem(line: number, fields: readonly string[]): Item {
  const problems = fields.map((field) => ({
    code: 'parameter_invalid' as const,
    field,
    message: `${field} has a blank or an @ in it, which no id has`,
  }))
  return { line, request: null, externalId: null, problems }
}

/** Undefined when it is not a possible one. */
function externalIdOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null
  const text = idText(value)
  return text !== undefined && PRINTABLE.test(text) ? text : undefined
}
