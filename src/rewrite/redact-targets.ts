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

/**
 * The places of rows that are locked can't change. They are looked up one by one, by key: joined,
 * the planner read the whole workspace whenever its idea of the workspace's size was wrong, and
 * 20,000 redactions ran at 330/s in place of thousands (measured).
 */
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
      from (
        select found.place
          from unnest(${requests.map((request) => request.conversationId)}::text[],
                      ${requests.map((request) => request.conversationPartId)}::text[])
                 as wanted(conversation_id, id)
         cross join lateral (
           select own.ctid as place from conversation_part own
            where own.workspace_id = ${workspace} and own.conversation_id = wanted.conversation_id
              and own.id = wanted.id offset 0) found) target
     where part.workspace_id = ${workspace} and part.ctid = target.place`.execute(trx)
}
