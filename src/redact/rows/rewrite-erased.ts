import { scrubConversations, scrubParts, type Scrub } from '../../conversation/scrub-stored.ts'
import { whoseOf } from '../../conversation/whose.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { Erasing } from '../erasing.ts'
import type { LockedMessage, LockedRows } from './lock-erased.ts'

export interface ErasedRows extends LockedRows {
  /** Keys of the messages whose text goes. */
  readonly redacted: ReadonlySet<string>
}

/** Rewrites rows that this transaction has locked: redacts the messages meant, scrubs the others. */
export async function rewriteErased(
  trx: Trx,
  workspace: string,
  rows: ErasedRows,
  { contacts, keeps }: Erasing,
): Promise<void> {
  const { redacted } = rows
  const whose = whoseOf(contacts, keeps)
  await together([
    scrubConversations(trx, workspace, whose, rewritesOf(rows.sources, redacted)),
    scrubParts(trx, workspace, whose, rewritesOf(rows.parts, redacted)),
  ])
}

function rewritesOf(
  messages: readonly LockedMessage[],
  redacted: ReadonlySet<string>,
): readonly Scrub[] {
  return messages
    .filter((message) => message.unscrubbed || redacted.has(message.key))
    .map(({ place, key }) => ({ place, redact: redacted.has(key) }))
}
