import { sql, type RawBuilder } from 'kysely'

/** All messages of a workspace, by their ids alone; a source without an id has an empty one. */
export function messagesOf(workspace: string): RawBuilder<unknown> {
  return sql`
    select 'conversation_part' as type, conversation_id, id as target_id,
           redacted_at is not null as redacted
      from conversation_part where workspace_id = ${workspace}
     union all
    select 'source', id, coalesce(source_id, ''), source_redacted_at is not null
      from conversation where workspace_id = ${workspace} and source is not null`
}
