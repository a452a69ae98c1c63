import type { Trx } from '../database/in-workspace.ts'
import { appendEntry } from '../ledger/append-entry.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import type { Decided } from './decide-each.ts'
import { redactionRecord } from './redaction-record.ts'

/** A job of its own, with what the ledger is told about who asks. */
export interface AskedRedaction {
  readonly id: string
  readonly request: RedactionRequest
  readonly requestedBy: string
  readonly reason: string | null
}

/** Tells the ledger of those that were redacted, in one entry. */
export async function appendRedactions(
  trx: Trx,
  workspace: string,
  decided: readonly Decided<AskedRedaction>[],
): Promise<void> {
  const redacted = decided.filter(({ decision }) => decision.kind === 'redact')
  await appendEntry(
    trx,
    workspace,
    redacted.map(({ one }) => redactionRecord({ ...one, job: one.id })),
  )
}
