import { sql, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from '../request/contact-types.ts'
import type { JsonObject } from './json-object.ts'
import type { Trx } from '../database/in-workspace.ts'

/** A place where a stored conversation names a contact, and what it tells of who that is. */
export interface Mention {
  /** With these members at most: type, id, unsaid_id, name, email, external_id. */
  readonly person: JsonObject
  /** Of a person without an id, where they stand; null for others, who are told once. */
  readonly conversation: string | null
  readonly part: string | null
  /** In the column `source`, else in `data`. */
  readonly in_source: boolean
  readonly path: readonly string[]
}

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/** Finds whom conversations name: authors, those listed, and who rated. No text is read. */
export async function findMentions(
  trx: Trx,
  workspace: string,
  conversations: readonly string[],
): Promise<readonly Mention[]> {
  const { rows } = await sql<Mention>`
    with mention as (${byParts(workspace, conversations)} union all
      ${byConversations(workspace, conversations)})
    select ${told('person')} as person,
           case when nameless then conversation end as conversation,
           case when nameless then part end as part, in_source,
           case when nameless then path else '{}' end as path
      from mention where jsonb_typeof(person) = 'object'
     group by 1, 2, 3, 4, 5`.execute(trx)
  return rows
}

/** An id that a row can bear; the same rule as that of an import. */
const USABLE = sql`coalesce(person ->> 'id' ~ '^[\\x20-\\x7e]{1,64}$' and person ->> 'id' ~ '\\S'
  and jsonb_typeof(person -> 'id') in ('string', 'number'), false) or person ? 'unsaid_id'`

function byParts(workspace: string, conversations: readonly string[]): RawBuilder<unknown> {
  return sql`
    select data -> 'author' as person, conversation_id as conversation, id as part,
           false as in_source, author_id is null as nameless, '{author}'::text[] as path
      from conversation_part
     where workspace_id = ${workspace} and conversation_id = any(${conversations}::text[])
       and author_type = any(${PEOPLE})`
}

function byConversations(workspace: string, conversations: readonly string[]): RawBuilder<unknown> {
  return sql`
    select person, id, null, in_source, not (${USABLE}), path
      from conversation cross join lateral (
        select source -> 'author' as person, true as in_source, '{author}'::text[] as path
         where source_author_type = any(${PEOPLE})
         union all
        select data -> 'conversation_rating' -> 'contact', false, '{conversation_rating,contact}'
         union all
        select value, false, array['contacts', 'contacts', (place - 1)::text]
          from jsonb_array_elements(
            case when jsonb_typeof(data -> 'contacts' -> 'contacts') = 'array'
              then data -> 'contacts' -> 'contacts' else '[]' end)
            with ordinality as entry(value, place)
         union all
        select value, false, array['contacts', (place - 1)::text]
          from jsonb_array_elements(
            case when jsonb_typeof(data -> 'contacts') = 'array'
              then data -> 'contacts' else '[]' end)
            with ordinality as entry(value, place)) named
     where workspace_id = ${workspace} and id = any(${conversations}::text[])`
}

/** Numbers as text: an id of 18 digits would lose its last ones on the way. */
function told(person: string): RawBuilder<unknown> {
  const members = ['type', 'id', 'unsaid_id', 'name', 'email', 'external_id'].map(
    (member) => sql`${sql.lit(member)}, ${sql.ref(person)} ->> ${sql.lit(member)}`,
  )
  return sql`jsonb_strip_nulls(jsonb_build_object(${sql.join(members)}))`
}
