import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { sameConversations, storedTimes } from './store-conversations.ts'
import { withChangedParts } from './store-parts.ts'

/**
 * Finds the conversations that storing would change: those that are new, or tell something else.
 * It only reads, so an import that runs again neither locks nor writes; what changes under its
 * hands counts as having changed after it.
 */
export async function findChanged(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
): Promise<readonly ConversationRows[]> {
  const ids = all.map(({ conversation }) => conversation.id)
  const stored = await storedTimes(trx, workspace, ids)
  const known = all.filter(({ conversation }) => stored.has(conversation.id))
  if (known.length === 0) return all

  await avoidHashAndMerge(trx)
  const rows = known.map(({ conversation }) => conversation)
  const same = await sameConversations(trx, workspace, rows)
  const parts = known.flatMap((one) => (same.has(one.conversation.id) ? one.parts : []))
  const changed = await withChangedParts(trx, workspace, parts)
  return all.filter(({ conversation: { id } }) => !same.has(id) || changed.has(id))
}

/** How many rows come in the planner can't know; a wrong guess reads whole tables for a few of them. */
export async function avoidHashAndMerge(trx: Trx): Promise<void> {
  await sql`select set_config('enable_hashjoin', 'off', true),
                   set_config('enable_mergejoin', 'off', true)`.execute(trx)
}
