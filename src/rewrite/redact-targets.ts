import { sql } from 'kysely'
import {
  redactedBody,
  redactedPart,
  redactedSource,
  withoutQuotes,
  withoutTitle,
} from '../conversation/emptied.ts'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import { ConflictError } from '../failure.ts'
import type { PartRequest, RedactionRequest } from '../request/redaction-request.ts'
import type { TargetsFound } from './lock-targets.ts'

/**
 * Takes the text of targets away that this transaction has locked and found eligible. Redacting a
 * part does not write its conversation's row, unless that quotes messages: lanes that did waited
 * for each other (measured).
 *
 * @param locked what `lockTargets` found in this transaction
 * @throws ConflictError when a conversation has come to quote messages that is not locked, and
 *   when a row is not where it was locked; then nothing of this may be kept
 */
export async function redactTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  locked: TargetsFound,
): Promise<void> {
  const sources = requests.filter((request) => request.type === 'source')
  const parts = requests.filter((request) => request.type === 'conversation_part')
  const places = sources.map((source) => locked.placeOf(source))
  const quoting = new Set(parts.flatMap((part) => locked.quotingPlaceOf(part) ?? []))
  for (const place of places) if (place !== undefined) quoting.delete(place)
  await together([
    redactSources(trx, workspace, places),
    forgetQuotes(trx, workspace, [...quoting]),
    redactParts(trx, workspace, parts, locked),
  ])
}

/** Of locked rows: to look them up by key once more took half of a redaction's time (measured). */
type Places = readonly (string | undefined)[]

async function redactSources(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation
       set source = ${redactedSource(sql.ref('source'))}, data = ${withoutTitle(sql.ref('data'))},
           source_redacted_at = now(), quotes_messages = false
      from unnest(${places}::tid[]) as target(place)
     where workspace_id = ${workspace} and conversation.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}

async function forgetQuotes(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation
       set data = ${withoutQuotes(sql.ref('data'))}, quotes_messages = false
      from unnest(${places}::tid[]) as target(place)
     where workspace_id = ${workspace} and conversation.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}

/**
 * An import may have made a conversation quote messages after it was found that it doesn't: then it
 * held the parts' locks until it was committed, and this statement sees what it has left.
 */
async function redactParts(
  trx: Trx,
  workspace: string,
  parts: readonly PartRequest[],
  locked: TargetsFound,
): Promise<void> {
  if (parts.length === 0) return
  const places = parts.map((part) => locked.placeOf(part))
  const conversations = [...new Set(parts.map((part) => part.conversationId))]
  const { numAffectedRows } = await sql`
    update conversation_part part
       set body = ${redactedBody(sql.ref('part.body'), sql.ref('part.data'))},
           data = ${redactedPart(sql.ref('part.data'), sql`now()`)}, redacted_at = now()
      from unnest(${places}::tid[]) as target(place)
     where part.workspace_id = ${workspace} and part.ctid = target.place
       and not exists (
         select from conversation quoting
          where quoting.workspace_id = ${workspace} and quoting.quotes_messages
            and quoting.id = any(${conversations}::text[]))`.execute(trx)
  if (numAffectedRows === 0n) throw new ConflictError('a conversation has come to quote messages')
  assertAllWritten(numAffectedRows, places.length)
}
