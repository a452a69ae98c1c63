import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { Mention } from './find-mentions.ts'

/** A place where somebody stands without an id, and the id that they get from us. */
export interface NamedMention extends Mention {
  readonly id: string
}

/** Writes our ids where people stand without one, in conversations that are locked. */
export async function nameStored(
  trx: Trx,
  workspace: string,
  mentions: readonly NamedMention[],
): Promise<void> {
  if (mentions.length === 0) return
  await nameAuthors(
    trx,
    workspace,
    mentions.filter((one) => one.part !== null),
  )
  const others = mentions.filter((one) => one.part === null)
  await together(others.map((one) => nameInConversation(trx, workspace, one)))
  await sql`
    insert into conversation_contact (workspace_id, contact_id, conversation_id)
    select distinct ${workspace}, told.id, told.conversation
      from unnest(${mentions.map((one) => one.id)}::text[],
                  ${mentions.map((one) => one.conversation)}::text[]) as told(id, conversation)
     order by 2, 3
        on conflict do nothing`.execute(trx)
}

async function nameAuthors(
  trx: Trx,
  workspace: string,
  mentions: readonly NamedMention[],
): Promise<void> {
  if (mentions.length === 0) return
  const told = sql`
    unnest(${mentions.map((one) => one.conversation)}::text[],
           ${mentions.map((one) => one.part)}::text[],
           ${mentions.map((one) => one.id)}::text[]) as told(conversation, part, name)`
  await sql`
    select from conversation_part part join ${told}
        on part.conversation_id = told.conversation and part.id = told.part
     where part.workspace_id = ${workspace}
     order by part.conversation_id, part.id for update of part`.execute(trx)
  await sql`
    update conversation_part part
       set data = jsonb_set(data, '{author,unsaid_id}', to_jsonb(told.name)), author_id = told.name
      from ${told}
     where part.workspace_id = ${workspace} and part.conversation_id = told.conversation
       and part.id = told.part`.execute(trx)
}

async function nameInConversation(
  trx: Trx,
  workspace: string,
  { conversation, in_source, path, id }: NamedMention,
): Promise<void> {
  const column = sql.ref(in_source ? 'source' : 'data')
  const author = in_source ? sql`, source_author_id = ${id}` : sql``
  await sql`
    update conversation
       set ${column} = jsonb_set(${column}, ${[...path, 'unsaid_id']}::text[], to_jsonb(${id}::text))
           ${author}
     where workspace_id = ${workspace} and id = ${conversation}`.execute(trx)
}
