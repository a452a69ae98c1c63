import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { participants } from './named-people.ts'
import { recordset } from './recordset.ts'

/** Notes who takes part in which conversation. Who once did, does: nobody is taken off. */
export async function storeParticipants(
  trx: Trx,
  workspace: string,
  all: readonly ConversationRows[],
): Promise<void> {
  const pairs = all.flatMap((rows) =>
    participants(rows).map((person) => ({ person, conversation: rows.conversation.id })),
  )
  if (pairs.length === 0) return
  await sql`
    insert into conversation_contact (workspace_id, contact_id, conversation_id)
    select ${workspace}, r.person, r.conversation
      from ${recordset(pairs, 'person text, conversation text')}
     order by r.person collate "C", r.conversation collate "C"
        on conflict do nothing`.execute(trx)
}
