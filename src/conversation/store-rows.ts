import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRow, ConversationRows, PartRow } from './conversation-rows.ts'
import { findChanged, avoidHashAndMerge } from './find-changed.ts'
import { isOlder } from './is-older.ts'
import {
  addConversations,
  forgetQuotes,
  lockConversations,
  markUnkeyed,
  updateConversations,
} from './store-conversations.ts'
import { storeParticipants } from './store-participants.ts'
import { addParts, lockParts, updateParts } from './store-parts.ts'

/** What was marked, and lost its text in this transaction. */
export interface EmptiedRows {
  /** Those whose source did. */
  readonly conversations: readonly ConversationRow[]
  readonly parts: readonly PartRow[]
}

/**
 * Stores conversations; what is there already is brought up to date, and what would not change is
 * neither locked nor written: an import can run again.
 *
 * A part or source that Unsaid redacted stays redacted whatever is imported over it, and one that
 * is marked is stored emptied. Parts that are missing in the import are kept. A conversation that
 * is older than the stored one only adds parts that are not known yet.
 *
 * Conversations, then parts, each by id: first rows are added, which waits for whoever adds the
 * same ones, then those that were there are locked. So what is compared is what is stored, and two
 * imports of the same file can't wait for each other.
 *
 * @param keyed whether everybody whom they name is keyed; else that is done later
 */
export async function storeRows(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  keyed: boolean,
): Promise<EmptiedRows> {
  const changed = await findChanged(trx, workspace, all)
  if (changed.length === 0) return { conversations: [], parts: [] }
  const { current, emptied } = await storeConversations(trx, workspace, changed, keyed)
  const parts = changed.flatMap((rows) => rows.parts)
  const added = await addParts(trx, workspace, parts)
  const known = added.known.filter((part) => current.has(part.conversation_id))
  const updated = await updateParts(trx, workspace, known)
  await storeParticipants(trx, workspace, changed)
  return {
    conversations: changed.flatMap((rows) =>
      emptied.has(rows.conversation.id) ? rows.conversation : [],
    ),
    parts: [...added.emptied, ...updated],
  }
}

interface StoredConversations {
  /** Ids of those that are not older than what was stored; their parts are locked. */
  readonly current: ReadonlySet<string>
  /** Ids of those whose source was emptied. */
  readonly emptied: ReadonlySet<string>
}

async function storeConversations(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
  keyed: boolean,
): Promise<StoredConversations> {
  const rows = all.map((one) => one.conversation)
  const added = await addConversations(trx, workspace, rows, keyed)
  const marked = rows.filter((row) => row.redact_for !== undefined && added.has(row.id))
  const emptied = marked.map((row) => row.id)
  const known = rows.filter((row) => !added.has(row.id))
  if (known.length === 0) return { current: added, emptied: new Set(emptied) }

  await avoidHashAndMerge(trx)
  const ids = known.map((row) => row.id)
  const stored = await lockConversations(trx, workspace, ids)
  const current = known.filter((row) => !isOlder(row.data.updated_at, stored.get(row.id)))
  const updated = current.length > 0 ? await updateConversations(trx, workspace, current) : []
  await lockParts(trx, workspace, ids)
  const quoting = current.filter((row) => row.quotes).map((row) => row.id)
  await forgetQuotes(trx, workspace, quoting)
  if (!keyed) await markUnkeyed(trx, workspace, ids)
  return {
    current: new Set([...added, ...current.map((row) => row.id)]),
    emptied: new Set([...emptied, ...updated]),
  }
}
