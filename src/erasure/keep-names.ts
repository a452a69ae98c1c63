import { sql, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from '../request/contact-types.ts'
import { isOneOf } from '../conversation/is-person.ts'
import type { Trx } from '../database/in-workspace.ts'
import type { Pepper } from '../database/pepper.ts'
import { nameKey } from '../look/name-key.ts'
import { nameWords } from '../look/name-words.ts'
import type { StoredErasure } from './find-erasure.ts'
import { conversationsOf } from './targets.ts'

/**
 * Keeps, as keyed hashes, the words of every name that an erasure's contacts bear, to look for them
 * when it ends: by then no row tells the names any more. Called again it adds new ones.
 */
export async function keepNames(
  trx: Trx,
  workspace: string,
  { job, contacts }: StoredErasure,
  pepper: Pepper,
): Promise<void> {
  const { rows } = await namesOf(workspace, contacts).execute(trx)
  const words = new Set(rows.flatMap(({ name }) => nameWords(name)))
  if (words.size === 0) return
  const keys = [...words].map((word) => nameKey(pepper, workspace, word))
  await sql`
    update erasure set name_keys = array(
        select distinct key from unnest(name_keys || ${keys}::bytea[]) key order by key)
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
}

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/** Names as contacts, authors, entries of lists and raters tell them. */
function namesOf(workspace: string, contacts: readonly string[]): RawBuilder<{ name: string }> {
  const ids = sql`${contacts}::text[]`
  const entries = sql`data -> 'contacts' -> 'contacts'`
  const rater = sql`data -> 'conversation_rating' -> 'contact'`
  return sql<{ name: string }>`
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
     where theirs.name is not null`
}
