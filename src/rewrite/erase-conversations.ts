import type { Trx } from '../database/in-workspace.ts'
import type { Erasing } from './erasing.ts'
import { lockErased, type LockedMessage } from './lock-erased.ts'
import { keyOf } from './lock-targets.ts'
import { rewriteErased } from './rewrite-erased.ts'

export type ErasedKind = 'redacted' | 'already_redacted' | 'not_found'

export interface Erased {
  /** In the order of the requests. */
  readonly kinds: readonly ErasedKind[]
  /** Files that the redacted messages had: they are somewhere else, and stay there. */
  readonly files: number
}

/**
 * Takes the text of messages away, whoever wrote them, and the contacts out of conversations.
 * Conversations are locked before parts, each in order of id. A row is written once, and only if
 * something changes.
 */
export async function eraseConversations(
  trx: Trx,
  workspace: string,
  erasing: Erasing,
): Promise<Erased> {
  const { sources, parts } = await lockErased(trx, workspace, erasing)
  const found = new Map([...sources, ...parts].map((one) => [one.key, one]))
  const kinds = erasing.requests.map((request) => kindOf(found.get(keyOf(request))))
  const redacted = erasing.requests.filter((_, at) => kinds[at] === 'redacted').map(keyOf)
  const { contacts, keeps } = erasing
  const rows = { contacts, keeps, sources, parts, redacted: new Set(redacted) }
  await rewriteErased(trx, workspace, rows)
  const files = redacted.reduce((sum, key) => sum + (found.get(key)?.files ?? 0), 0)
  return { kinds, files }
}

/**
 * What was found to be a message is redacted, though it may carry nothing any more: another chunk
 * of the same conversation may have scrubbed it.
 */
function kindOf(message: LockedMessage | undefined): ErasedKind {
  if (!message?.exists) return 'not_found'
  return message.redacted ? 'already_redacted' : 'redacted'
}
