import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../database/in-workspace.ts'

interface OnBehalf {
  readonly job: string
  readonly requestedBy: string
  readonly reason: string | null
}

/** One effect: which target was redacted, for which job, on whose behalf. Never any text. */
export interface RedactionRecord extends OnBehalf {
  readonly type: 'conversation_part' | 'source'
  readonly conversationId: string
  readonly targetId: string
  readonly outcome: 'redacted'
}

/** A contact was erased, out of the conversations where they took part, too. */
export interface ErasureRecord extends OnBehalf {
  readonly type: 'contact'
  readonly conversationId: null
  readonly targetId: string
  readonly outcome: 'erased_authored' | 'erased_conversations'
  /** Every key by which they are kept out, as `kind:hex`: a replay finds the same people. */
  readonly keys: readonly string[]
}

/** A certificate was issued: its digest tells which one. */
export interface CertificateRecord extends OnBehalf {
  readonly type: 'certificate'
  readonly conversationId: null
  /** The erasure's job. */
  readonly targetId: string
  readonly outcome: 'issued'
  /** sha256, in hex. */
  readonly digest: string
}

export type LedgerRecord = RedactionRecord | ErasureRecord | CertificateRecord

/**
 * Appends one entry for all effects of a transaction, in that transaction: every redacted target
 * is in exactly one entry. No effect, no entry. A trigger of the table marks it as unsealed, in
 * the same transaction, until the sealer takes it.
 *
 * @param id of the entry, where a record must name it
 */
export async function appendEntry(
  trx: Trx,
  workspace: string,
  records: readonly LedgerRecord[],
  id = uuidv7(),
): Promise<void> {
  if (records.length === 0) return
  await trx
    .insertInto('ledger_entry')
    .values({
      workspace_id: workspace,
      id,
      records: JSON.stringify(records.map(compactRecord)),
    })
    .execute()
}

/** A record as an entry holds it. */
export function compactRecord(record: LedgerRecord): unknown[] {
  const { job, requestedBy, reason, type, conversationId, targetId, outcome } = record
  const members = [job, requestedBy, reason, type, conversationId, targetId, outcome]
  if (record.type === 'certificate') return [...members, record.digest]
  return record.type === 'contact' ? [...members, record.keys] : members
}
