import { sql } from 'kysely'
import { redactedPart, redactedSource, withoutTitle } from '../conversation/emptied.ts'
import { PLACEHOLDER } from '../conversation/placeholder.ts'
import { assertAllWritten } from '../database/assert-all-written.ts'
import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import type { TargetsFound } from './lock-targets.ts'

/**
 * Takes the text of targets away that this transaction has locked and found eligible. Redacting a
 * part does not write its conversation's row: lanes that did waited for each other (measured).
 *
 * @param locked what `lockTargets` found in this transaction
 * @throws when a row is not where it was locked; then nothing of this may be kept
 */
export async function redactTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
  locked: TargetsFound,
): Promise<void> {
  const placesOf = (type: RedactionRequest['type']) =>
    requests.filter((request) => request.type === type).map((request) => locked.placeOf(request))
  await together([
    redactSources(trx, workspace, placesOf('source')),
    redactParts(trx, workspace, placesOf('conversation_part')),
  ])
}

/** Of locked rows: to look them up by key once more took half of a redaction's time (measured). */
type Places = readonly (string | undefined)[]

async function redactSources(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation
       set source = ${redactedSource(sql.ref('source'))}, data = ${withoutTitle(sql.ref('data'))},
           source_redacted_at = now()
      from unnest(${places}::tid[]) as target(place)
     where workspace_id = ${workspace} and conversation.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}

async function redactParts(trx: Trx, workspace: string, places: Places): Promise<void> {
  if (places.length === 0) return
  const { numAffectedRows } = await sql`
    update conversation_part part
       set body = ${PLACEHOLDER}, data = ${redactedPart(sql.ref('part.data'), sql`now()`)},
           redacted_at = now()
      from unnest(${places}::tid[]) as target(place)
     where part.workspace_id = ${workspace} and part.ctid = target.place`.execute(trx)
  assertAllWritten(numAffectedRows, places.length)
}
