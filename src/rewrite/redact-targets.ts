import { sql } from 'kysely'
import { redactedPart, redactedSource, withoutTitle } from '../conversation/emptied.ts'
import { PLACEHOLDER } from '../conversation/placeholder.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { PartRequest, RedactionRequest, SourceRequest } from '../request/redaction-request.ts'

/**
 * Takes the text of targets away that this transaction has locked and found eligible. Redacting a
 * part does not write its conversation's row: lanes that did waited for each other (measured).
 */
export async function redactTargets(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<void> {
  await redactSources(
    trx,
    workspace,
    requests.filter((request) => request.type === 'source'),
  )
  await redactParts(
    trx,
    workspace,
    requests.filter((request) => request.type === 'conversation_part'),
  )
}

async function redactSources(
  trx: Trx,
  workspace: string,
  requests: readonly SourceRequest[],
): Promise<void> {
  if (requests.length === 0) return
  const ids = requests.map((request) => request.conversationId)
  await sql`
    update conversation
       set source = ${redactedSource(sql.ref('source'))}, data = ${withoutTitle(sql.ref('data'))},
           source_redacted_at = now()
     where workspace_id = ${workspace} and id = any(${ids}::text[])`.execute(trx)
}

async function redactParts(
  trx: Trx,
  workspace: string,
  requests: readonly PartRequest[],
): Promise<void> {
  if (requests.length === 0) return
  await sql`
    update conversation_part part
       set body = ${PLACEHOLDER}, data = ${redactedPart(sql.ref('part.data'), sql`now()`)},
           redacted_at = now()
      from unnest(${requests.map((request) => request.conversationId)}::text[],
                  ${requests.map((request) => request.conversationPartId)}::text[])
             as wanted(conversation_id, id)
     where part.workspace_id = ${workspace} and part.conversation_id = wanted.conversation_id
       and part.id = wanted.id`.execute(trx)
}
