import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { requestOf, type RedactionRequest, type TargetType } from '../request/redaction-request.ts'
import type { ChunkId } from './claim-chunk.ts'

/** The items of a job that come after those of a chunk, in order. */
export async function readAhead(
  trx: Trx,
  workspace: string,
  { job, chunk }: ChunkId,
  most: number,
): Promise<readonly RedactionRequest[]> {
  const { rows } = await sql<{ type: TargetType; conversation_id: string; target_id: string }>`
    select type, conversation_id, target_id from job_item
     where workspace_id = ${workspace} and job_id = ${job} and problems is null
       and position > (select last from job_chunk
                        where workspace_id = ${workspace} and job_id = ${job}
                          and chunk = ${chunk}::integer)
     order by position limit ${most}`.execute(trx)
  return rows.map(({ type, conversation_id: conversationId, target_id: targetId }) =>
    requestOf({ type, conversationId, targetId }),
  )
}
