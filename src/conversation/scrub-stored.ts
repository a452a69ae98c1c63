import { sql, type RawBuilder } from 'kysely'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { redactedBody, redactedPart, redactedSource } from './emptied.ts'
import { scrubbedConversation, scrubbedPart, scrubbedSource } from './scrubbed.ts'
import type { Whose } from './whose.ts'

/** A locked row out of which somebody is taken. */
export interface Scrub {
  /** Its place in its table (a ctid). */
  readonly place: string
  /** Whether its text goes. */
  readonly redact: boolean
}

/** Scrubs conversations with their sources; of those that are redacted the text goes, too. */
export async function scrubConversations(
  trx: Trx,
  workspace: string,
  whose: Whose,
  scrubs: readonly Scrub[],
): Promise<void> {
  if (scrubs.length === 0) return
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
      from ${wantedRows(scrubs)}
     where conversation.workspace_id = ${workspace}
       and conversation.ctid = wanted.place`.execute(trx)
  assertAllWritten(numAffectedRows, scrubs.length)
}

/** Scrubs parts in the same way. */
export async function scrubParts(
  trx: Trx,
  workspace: string,
  whose: Whose,
  scrubs: readonly Scrub[],
): Promise<void> {
  if (scrubs.length === 0) return
  const data = sql.ref('part.data')
  const { numAffectedRows } = await sql`
    update conversation_part part
       set body = case when wanted.redact then ${redactedBody(sql.ref('part.body'), data)}
             else body end,
           data = case when wanted.redact then ${redactedPart(data, sql`now()`, whose)}
             else ${scrubbedPart(data, whose)} end,
           redacted_at = case when wanted.redact then now() else redacted_at end
      from ${wantedRows(scrubs)}
     where part.workspace_id = ${workspace} and part.ctid = wanted.place`.execute(trx)
  assertAllWritten(numAffectedRows, scrubs.length)
}

/** Locked rows, found by their places. */
function wantedRows(scrubs: readonly Scrub[]): RawBuilder<unknown> {
  return sql`unnest(${scrubs.map(({ place }) => place)}::tid[],
                    ${scrubs.map(({ redact }) => redact)}::boolean[]) as wanted(place, redact)`
}
