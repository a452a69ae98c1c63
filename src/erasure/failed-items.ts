import { sql, type RawBuilder } from 'kysely'

/** How often a message that is found again is erased: a trigger of theirs may write it anew each time. */
export const MOST_TRIES = 3

/**
 * Messages of a job that failed, or that were erased often enough and are found as if they never
 * were: what could not be erased once is not tried for ever.
 */
export function failedItemsOf(workspace: string, job: string): RawBuilder<unknown> {
  return sql`
    select item.type, item.conversation_id, item.target_id
      from job_chunk chunk join job_item item on item.workspace_id = ${workspace}
       and item.job_id = ${job} and item.position between chunk.first and chunk.last
     where chunk.workspace_id = ${workspace} and chunk.job_id = ${job} and chunk.failed > 0
       and substr(chunk.outcomes, item.position - chunk.first + 1, 1) in ('e', 'u')
    union
    select type, conversation_id, target_id from job_item
     where workspace_id = ${workspace} and job_id = ${job} and exists (
       select from erasure
        where workspace_id = ${workspace} and job_id = ${job} and looks >= ${MOST_TRIES}::integer)
     group by type, conversation_id, target_id having count(*) >= ${MOST_TRIES}::integer`
}
