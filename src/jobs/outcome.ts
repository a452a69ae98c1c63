import type { OutcomeKind } from '../database/tables.ts'
import type { Decision } from '../eligibility/decide.ts'

/** What is stored of a job's end, exactly once: a kind, and why as a code. */
export interface Outcome {
  readonly kind: OutcomeKind
  readonly code: string | null
}

/** A decision that was carried out, as it is stored. */
export function outcomeOf(decision: Decision): Outcome {
  switch (decision.kind) {
    case 'redact':
      return { kind: 'redacted', code: null }
    case 'not_redactable':
      return { kind: 'not_redactable', code: decision.reason }
    case 'already_redacted':
    case 'not_found':
      return { kind: decision.kind, code: null }
  }
}

/** The outcome of a job that could not be run, by the error code its caller will read. */
export function failedOutcome(code: 'server_error' | 'service_unavailable'): Outcome {
  return { kind: 'failed', code }
}
