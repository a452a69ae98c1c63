import { isRecord } from '../is-record.ts'
import { idText, isMessageId } from './id.ts'
import { targetIdOf, type RedactionRequest } from './redaction-request.ts'

/** Why a body is not a request; `code` is one of the contract's error codes. */
export interface RequestProblem {
  readonly code:
    | 'parameter_not_found'
    | 'parameter_invalid'
    | 'type_mismatch'
    | 'conversation_part_or_message_not_found'
  readonly message: string
  readonly field?: string
}

export type ParsedRequest =
  | { readonly ok: true; readonly request: RedactionRequest }
  | { readonly ok: false; readonly problems: readonly RequestProblem[] }

const NOT_AN_OBJECT: RequestProblem = {
  code: 'parameter_invalid',
  message: 'The request body must be a JSON object',
}

const TYPE_MISMATCH: RequestProblem = {
  code: 'type_mismatch',
  message: "The type attribute provided should be either 'conversation_part' or 'source'",
  field: 'type',
}

const NO_SUCH_MESSAGE: RequestProblem = {
  code: 'conversation_part_or_message_not_found',
  message: 'Conversation part or message not found',
}

/** Which parameter names the target, by type. An unknown or missing type asks for neither. */
const TARGET_PARAMETER = { conversation_part: 'conversation_part_id', source: 'source_id' } as const

/**
 * The one door from `unknown` to a request, for HTTP, command line, library and queue alike.
 *
 * Names every missing parameter (missing, null or empty, as the contract words it), then a wrong
 * type, then ids that are neither string nor integer, then ids that no message can bear, which
 * are not found without asking Postgres. Unknown members are ignored: the contract
 * does not forbid them, and its own documents send both ids at once.
 *
 * @param body what the caller sent, already decoded from JSON
 */
export function parseRedactionRequest(body: unknown): ParsedRequest {
  if (!isRecord(body)) return { ok: false, problems: [NOT_AN_OBJECT] }

  const problems = [...missing(body), ...wrongType(body), ...wrongIds(body)]
  if (problems.length > 0) return { ok: false, problems }

  const request = requestOf(body)
  return isPossible(request) ? { ok: true, request } : { ok: false, problems: [NO_SUCH_MESSAGE] }
}

function isPossible(request: RedactionRequest): boolean {
  return isMessageId(request.conversationId) && isMessageId(targetIdOf(request))
}

function missing(body: Record<string, unknown>): RequestProblem[] {
  return ['type', ...idParameters(body)].filter((name) => isAbsent(body[name])).map(notFound)
}

function wrongType(body: Record<string, unknown>): RequestProblem[] {
  return isAbsent(body.type) || isTargetType(body.type) ? [] : [TYPE_MISMATCH]
}

function wrongIds(body: Record<string, unknown>): RequestProblem[] {
  return idParameters(body)
    .filter((name) => !isAbsent(body[name]) && idText(body[name]) === undefined)
    .map(invalid)
}

function idParameters(body: Record<string, unknown>): string[] {
  const type = body.type
  return isTargetType(type) ? ['conversation_id', TARGET_PARAMETER[type]] : ['conversation_id']
}

function requestOf(body: Record<string, unknown>): RedactionRequest {
  const conversationId = idText(body.conversation_id) ?? ''
  return body.type === 'source'
    ? { type: 'source', conversationId, sourceId: idText(body.source_id) ?? '' }
    : {
        type: 'conversation_part',
        conversationId,
        conversationPartId: idText(body.conversation_part_id) ?? '',
      }
}

function notFound(field: string): RequestProblem {
  return { code: 'parameter_not_found', message: `${field} is a required parameter`, field }
}

function invalid(field: string): RequestProblem {
  return { code: 'parameter_invalid', message: `${field} must be a string or an integer`, field }
}

function isTargetType(value: unknown): value is keyof typeof TARGET_PARAMETER {
  return value === 'conversation_part' || value === 'source'
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
