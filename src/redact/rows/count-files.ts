import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'

/** How many files the messages of a job's items name. */
export async function countFiles(trx: Trx, workspace: string, job: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(jsonb_array_length(files)), 0)::integer as count
      from job_item item
      cross join lateral (
        select data -> 'attachments' as files from conversation_part part
         where item.type = 'conversation_part' and part.workspace_id = ${workspace}
           and part.conversation_id = item.conversation_id and part.id = item.target_id
         union all
        select source -> 'attachments' from conversation
         where item.type = 'source' and conversation.workspace_id = ${workspace}
           and conversation.id = item.conversation_id) message
     where item.workspace_id = ${workspace} and item.job_id = ${job}
       and jsonb_typeof(files) = 'array'`.execute(trx)
  return rows[0]?.count ?? 0
}
