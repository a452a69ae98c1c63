import { sql, type RawBuilder } from 'kysely'

/** Messages of a job that failed: what could not be erased once is not tried for ever. */
export function failedItemsOf(workspace: string, job: string): RawBuilder<unknown> {
  return sql`
    select item.type, item.conversation_id, item.target_id
      from job_chunk chunk join job_item item on item.workspace_id = ${workspace}
       and item.job_id = ${job} and item.position between chunk.first and chunk.last
     where chunk.workspace_id = ${workspace} and chunk.job_id = ${job} and chunk.failed > 0
       and substr(chunk.outcomes, item.position - chunk.first + 1, 1) in ('e', 'u')`
}
