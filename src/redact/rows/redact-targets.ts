import { emptyParts, emptySources, forgetQuotesAt } from '../../conversation/empty-messages.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { together } from '../../database/together.ts'
import type { RedactionRequest } from '../../request/redaction-request.ts'
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
  const partPlaces = parts.map((part) => locked.placeOf(part))
  const quoting = new Set(parts.flatMap((part) => locked.quotingPlaceOf(part) ?? []))
  for (const place of places) if (place !== undefined) quoting.delete(place)
  await together([
    emptySources(trx, workspace, places),
    forgetQuotesAt(trx, workspace, [...quoting]),
    emptyParts(trx, workspace, partPlaces, new Set(parts.map((part) => part.conversationId))),
  ])
}
