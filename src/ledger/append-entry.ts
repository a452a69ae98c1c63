import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../database/in-workspace.ts'

/** One effect: which target was redacted, for which job, on whose behalf. Never any text. */
export interface LedgerRecord {
  readonly job: string
  readonly requestedBy: string
  readonly reason: string | null
  readonly type: 'conversation_part' | 'source'
  readonly conversationId: string
  readonly targetId: string
  readonly outcome: 'redacted'
}

/**
 * Appends one entry for all effects of a transaction, in that transaction: every redacted target
 * is in exactly one entry. No effect, no entry.
 */
export async function appendEntry(
  trx: Trx,
  workspace: string,
  records: readonly LedgerRecord[],
): Promise<void> {
  if (records.length === 0) return
  const compact = records.map((record) => [
    record.job,
    record.requestedBy,
    record.reason,
    record.type,
    record.conversationId,
    record.targetId,
    record.outcome,
  ])
  await trx
    .insertInto('ledger_entry')
    .values({ workspace_id: workspace, id: uuidv7(), records: JSON.stringify(compact) })
    .execute()
}
