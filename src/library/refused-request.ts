import { parseRedactionRequest, type RequestProblem } from '../request/parse-redaction-request.ts'
import { readReason } from '../request/reason.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'

/** Why a call was refused; `code` is one of the contract's error codes. */
export interface Refusal {
  readonly code: string
  readonly message: string
  readonly field?: string
}

/** A request that is no request, or that its job can't take; `problems` says why. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly problems: readonly Refusal[]

  constructor(problems: readonly Refusal[]) {
    super(problems.map((one) => `${one.code}: ${one.message}`).join('; '))
    this.problems = problems
  }
}

/**
 * Everything is checked before SQL: a statement that fails would end the caller's transaction.
 *
 * @throws RefusedRequest
 */
export function requestOrRefusal(input: unknown, reason: unknown): RedactionRequest {
  const parsed = parseRedactionRequest(input)
  const problems = [...(parsed.ok ? [] : parsed.problems), ...problemsOf(reason)]
  if (!parsed.ok || problems.length > 0) throw new RefusedRequest(problems)
  return parsed.request
}

/** What is wrong with the options of a list, before anything is asked of its items. */
export function listProblems(options: {
  readonly reason?: unknown
  readonly idempotencyKey?: unknown
}): Refusal[] {
  const { reason, idempotencyKey: key } = options
  const isKey = key === undefined || (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key))
  return [...problemsOf(reason), ...(isKey ? [] : [malformed('idempotencyKey')])]
}

function problemsOf(reason: unknown): RequestProblem[] {
  return reason === undefined || readReason(reason) !== undefined ? [] : [malformed('reason')]
}

function malformed(field: string): RequestProblem {
  return { code: 'parameter_invalid', message: `${field} is malformed`, field }
}
