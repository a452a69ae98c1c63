import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { findChanged, preferIndexes } from './find-changed.ts'
import { isOlder } from './is-older.ts'
import { addConversations, lockConversations, updateConversations } from './store-conversations.ts'
import { addParts, lockParts, updateParts } from './store-parts.ts'

/**
 * Stores conversations; what is there already is brought up to date, and what would not change is
 * neither locked nor written: an import can run again.
 *
 * A part or source that Unsaid redacted stays redacted whatever is imported over it. Parts that
 * are missing in the import are kept. A conversation that is older than the stored one only adds
 * parts that are not known yet.
 *
 * Conversations, then parts, each by id: first rows are added, which waits for whoever adds the
 * same ones, then those that were there are locked. So what is compared is what is stored, and two
 * imports of the same file can't wait for each other.
 */
export async function storeRows(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
): Promise<void> {
  const changed = await findChanged(trx, workspace, all)
  if (changed.length === 0) return
  const current = await storeConversations(trx, workspace, changed)
  const known = await addParts(
    trx,
    workspace,
    changed.flatMap((rows) => rows.parts),
  )
  await updateParts(
    trx,
    workspace,
    known.filter((part) => current.has(part.conversation_id)),
  )
}

/** @returns the ids of those that are not older than what was stored; their parts are locked */
async function storeConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
): Promise<ReadonlySet<string>> {
  const rows = all.map((one) => one.conversation)
  const added = await addConversations(trx, workspace, rows)
  const known = rows.filter((row) => !added.has(row.id))
  if (known.length === 0) return added

  await preferIndexes(trx)
  const ids = known.map((row) => row.id)
  const stored = await lockConversations(trx, workspace, ids)
  const current = known.filter((row) => !isOlder(row.data.updated_at, stored.get(row.id)))
  if (current.length > 0) await updateConversations(trx, workspace, current)
  await lockParts(trx, workspace, ids)
  return new Set([...added, ...current.map((row) => row.id)])
}
