import { sql } from 'kysely'
import { CONTACT_TYPES } from '../../request/contact-types.ts'
import { isOneOf } from '../../conversation/is-person.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { conversationsOf } from './erasure-targets.ts'

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/** Names as contacts, authors, entries of lists and raters tell them. */
export async function namesOf(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const ids = sql`${contacts}::text[]`
  const entries = sql`data -> 'contacts' -> 'contacts'`
  const rater = sql`data -> 'conversation_rating' -> 'contact'`
  const { rows } = await sql<{ name: string }>`
    select data ->> member as name
      from contact cross join unnest('{name,first_name,last_name}'::text[]) member
     where workspace_id = ${workspace} and id = any(${ids}) and data ->> member is not null
     union
    select data -> 'author' ->> 'name' from conversation_part
     where workspace_id = ${workspace} and author_id = any(${ids}) and author_type = any(${PEOPLE})
       and data -> 'author' ->> 'name' is not null
     union
    select theirs.name
      from (${conversationsOf(workspace, contacts)}) taken
      join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = taken.conversation_id
     cross join lateral (
       select source -> 'author' ->> 'name' as name
        where source_author_id = any(${ids}) and source_author_type = any(${PEOPLE})
        union all
       select ${rater} ->> 'name' where ${isOneOf(rater, ids)}
        union all
       select entry.value ->> 'name' from jsonb_array_elements(
           case when jsonb_typeof(${entries}) = 'array' then ${entries} else '[]' end) entry(value)
        where ${isOneOf(sql.ref('entry.value'), ids)}) theirs
     where theirs.name is not null`.execute(trx)
  return rows.map(({ name }) => name)
}
