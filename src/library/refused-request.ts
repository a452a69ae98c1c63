import { parseRedactionRequest, type RequestProblem } from '../request/parse-redaction-request.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'

const REASON = /^[a-z0-9_.-]{1,64}$/

/** A request that is no request; `problems` says why, with the contract's codes. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest'
  readonly problems: readonly RequestProblem[]

  constructor(problems: readonly RequestProblem[]) {
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

function problemsOf(reason: unknown): RequestProblem[] {
  if (reason === undefined || (typeof reason === 'string' && REASON.test(reason))) return []
  return [{ code: 'parameter_invalid', message: 'reason is malformed', field: 'reason' }]
}
