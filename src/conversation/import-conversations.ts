import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { appendEntry, type RedactionRecord } from '../ledger/append-entry.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { holdImportLock } from './import-lock.ts'
import { obeySuppression } from './obey-suppression.ts'
import { storeRows } from './store-rows.ts'

/** Messages of suppressed people, whose text was not taken. */
export interface WithoutText {
  /** Those that are stored emptied, since now. */
  readonly emptied: number
  /** Those that were there, emptied before. */
  readonly kept_out: number
}

/**
 * Stores imported conversations, those of suppressed people as an erasure would leave them. What
 * lost its text by that is in the ledger, in the same transaction and for that erasure.
 */
export async function importConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  pepper: Pepper | undefined,
): Promise<WithoutText> {
  await holdImportLock(trx, workspace)
  const obeying = await obeySuppression(trx, workspace, all, pepper)
  const { conversations, parts } = await storeRows(trx, workspace, obeying, pepper !== undefined)
  await appendEntry(trx, workspace, [
    ...conversations.map(({ id, source_id, redact_for }) =>
      recordOf(redact_for, 'source', id, source_id ?? ''),
    ),
    ...parts.map(({ conversation_id, id, redact_for }) =>
      recordOf(redact_for, 'conversation_part', conversation_id, id),
    ),
  ])
  const emptied = conversations.length + parts.length
  return { emptied, kept_out: markedIn(obeying) - emptied }
}

function markedIn(all: readonly ConversationRows[]): number {
  let marked = 0
  for (const { conversation, parts } of all) {
    if (conversation.redact_for !== undefined) marked += 1
    for (const part of parts) if (part.redact_for !== undefined) marked += 1
  }
  return marked
}

function recordOf(
  job: string | undefined,
  type: RedactionRecord['type'],
  conversationId: string,
  targetId: string,
): RedactionRecord {
  const why = { job: job ?? '', requestedBy: 'suppression', reason: null }
  return { ...why, type, conversationId, targetId, outcome: 'redacted' }
}
