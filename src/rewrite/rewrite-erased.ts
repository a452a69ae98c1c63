import { sql, type RawBuilder } from 'kysely'
import { redactedBody, redactedPart, redactedSource } from '../conversation/emptied.ts'
import { scrubbedConversation, scrubbedPart, scrubbedSource } from '../conversation/scrubbed.ts'
import { whoseOf, type Whose } from '../conversation/whose.ts'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { LockedMessage, LockedRows } from './lock-erased.ts'

export interface ErasedRows extends LockedRows {
  readonly contacts: readonly string[]
  readonly keeps: readonly string[]
  /** Keys of the messages whose text goes. */
  readonly redacted: ReadonlySet<string>
}

/** Rewrites rows that this transaction has locked: redacts the messages meant, scrubs the others. */
export async function rewriteErased(trx: Trx, workspace: string, rows: ErasedRows): Promise<void> {
  const { contacts, keeps, redacted } = rows
  const whose = whoseOf(contacts, keeps)
  await together([
    rewriteConversations(trx, workspace, whose, rewritesOf(rows.sources, redacted)),
    rewriteParts(trx, workspace, whose, rewritesOf(rows.parts, redacted)),
  ])
}

interface Rewrite {
  readonly message: LockedMessage
  /** Whether its text goes. */
  readonly redact: boolean
}

function rewritesOf(
  messages: readonly LockedMessage[],
  redacted: ReadonlySet<string>,
): readonly Rewrite[] {
  return messages
    .map((message) => ({ message, redact: redacted.has(message.key) }))
    .filter(({ message, redact }) => redact || message.unscrubbed)
}

async function rewriteConversations(
  trx: Trx,
  workspace: string,
  whose: Whose,
  rewrites: readonly Rewrite[],
): Promise<void> {
  if (rewrites.length === 0) return
  const data = sql.ref('conversation.data')
  const source = sql.ref('conversation.source')
  const { numAffectedRows } = await sql`
    update conversation
       set data = ${scrubbedConversation(data, source, whose)} || case
             when wanted.redact and data ? 'title' then '{"title": null}'::jsonb else '{}' end,
           source = case when wanted.redact then ${redactedSource(source, whose)}
             else ${scrubbedSource(source, whose)} end,
           quotes_messages = false,
           source_redacted_at = case when wanted.redact then now() else source_redacted_at end
      from ${wantedRows(rewrites)}
     where conversation.workspace_id = ${workspace}
       and conversation.ctid = wanted.place`.execute(trx)
  assertAllWritten(numAffectedRows, rewrites.length)
}

async function rewriteParts(
  trx: Trx,
  workspace: string,
  whose: Whose,
  rewrites: readonly Rewrite[],
): Promise<void> {
  if (rewrites.length === 0) return
  const data = sql.ref('part.data')
  const { numAffectedRows } = await sql`
    update conversation_part part
       set body = case when wanted.redact then ${redactedBody(sql.ref('part.body'), data)}
             else body end,
           data = case when wanted.redact then ${redactedPart(data, sql`now()`, whose)}
             else ${scrubbedPart(data, whose)} end,
           redacted_at = case when wanted.redact then now() else redacted_at end
      from ${wantedRows(rewrites)}
     where part.workspace_id = ${workspace} and part.ctid = wanted.place`.execute(trx)
  assertAllWritten(numAffectedRows, rewrites.length)
}

/** Locked rows, found by their places. */
function wantedRows(rewrites: readonly Rewrite[]): RawBuilder<unknown> {
  return sql`unnest(${rewrites.map(({ message }) => message.place)}::tid[],
                    ${rewrites.map(({ redact }) => redact)}::boolean[]) as wanted(place, redact)`
}
