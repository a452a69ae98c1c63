import type { RedactionRecord } from '../ledger/append-entry.ts'
import { targetIdOf, type RedactionRequest } from '../request/redaction-request.ts'

/** A request, with what the ledger is told about who asks. */
export interface OnBehalf {
  readonly request: RedactionRequest
  readonly job: string
  readonly requestedBy: string
  readonly reason: string | null
}

/** What the ledger is told of a target that was redacted. */
export function redactionRecord({ request, job, requestedBy, reason }: OnBehalf): RedactionRecord {
  const { type, conversationId } = request
  const targetId = targetIdOf(request)
  return { job, requestedBy, reason, type, conversationId, targetId, outcome: 'redacted' }
}
