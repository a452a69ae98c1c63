import { sql } from 'kysely'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { ConflictError } from '../failure.ts'
import {
  redactedBody,
  redactedPart,
  redactedSource,
  withoutQuotes,
  withoutTitle,
} from './emptied.ts'

/** Of locked rows: to look them up by key once more took half of a redaction's time (measured). */
export type Places = readonly (string | undefined)[]

/** Takes the text of sources away, and what of their conversations quotes it. */
export async function emptySources(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation
       set source = ${redactedSource(sql.ref('source'))}, data = ${withoutTitle(sql.ref('data'))},
           source_redacted_at = now(), quotes_messages = false
      from unnest(${places}::tid[]) as target(place)
     where workspace_id = ${workspace} and conversation.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}

/** Takes out of conversations what quotes their messages. */
export async function forgetQuotesAt(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation
       set data = ${withoutQuotes(sql.ref('data'))}, quotes_messages = false
      from unnest(${places}::tid[]) as target(place)
     where workspace_id = ${workspace} and conversation.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}

/**
 * Takes the text of parts away.
 *
 * An import may have made a conversation quote messages after it was found that it doesn't: then it
 * held the parts' locks until it was committed, and this statement sees what it has left.
 *
 * @param conversations those that they are in
 * @throws ConflictError when one of these has come to quote messages
 */
export async function emptyParts(
  trx: Trx,
  workspace: string,
  places: Places,
  conversations: ReadonlySet<string>,
): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation_part part
       set body = ${redactedBody(sql.ref('part.body'), sql.ref('part.data'))},
           data = ${redactedPart(sql.ref('part.data'), sql`now()`)}, redacted_at = now()
      from unnest(${places}::tid[]) as target(place)
     where part.workspace_id = ${workspace} and part.ctid = target.place
       and not exists (
         select from conversation quoting
          where quoting.workspace_id = ${workspace} and quoting.quotes_messages
            and quoting.id = any(${[...conversations]}::text[]))`.execute(trx)
  if (numAffectedRows === 0n) throw new ConflictError('a conversation has come to quote messages')
  assertAllWritten(numAffectedRows, places.length)
}
