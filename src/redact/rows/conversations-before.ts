import { sql } from 'kysely'
import { unixSecondsOf } from '../../conversation/unix-time.ts'
import type { Trx } from '../../database/in-workspace.ts'

/** A conversation without a time that can be understood counts as an old one, as for an import. */
export async function conversationsBefore(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
  until: Date,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct conversation.id
      from conversation_contact theirs
      join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = theirs.conversation_id
     where theirs.workspace_id = ${workspace} and theirs.contact_id = any(${contacts}::text[])
       and coalesce(${unixSecondsOf(sql`data -> 'created_at'`)}, 0)
           <= ${until.getTime() / 1_000}::numeric
     order by conversation.id`.execute(trx)
  return rows.map((row) => row.id)
}
