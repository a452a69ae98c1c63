import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { conversationsOf } from './erasure-targets.ts'

/** Ids that are told; who shares a name with more people than that is helped by no list. */
const MOST = 1_000

/**
 * Finds who may be the same person: other contacts of the same conversations who share a key or the
 * name, or of whom nothing is known while the list of a conversation names the other alone, as a
 * lead stands there that became a user. They are named, not erased.
 *
 * @returns their ids in order
 */
export async function findOthers(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with theirs as (${conversationsOf(workspace, contacts)}),
    other as (
      select distinct contact_id as id
        from theirs join conversation_contact beside on beside.workspace_id = ${workspace}
         and beside.conversation_id = theirs.conversation_id
       where beside.contact_id <> all(${contacts}::text[]))
    select other.id from other
      join contact on contact.workspace_id = ${workspace} and contact.id = other.id
     where ${sharesKey(workspace, contacts)} or ${sharesName(workspace, contacts)}
        or ${standsForThem(workspace, contacts)}
     order by other.id limit ${MOST}`.execute(trx)
  return rows.map((row) => row.id)
}

function sharesKey(workspace: string, contacts: readonly string[]): RawBuilder<boolean> {
  return sql`exists (
    select from contact_key own
      join contact_key mine on mine.workspace_id = ${workspace} and mine.key = own.key
       and mine.kind = own.kind
     where own.workspace_id = ${workspace} and own.contact_id = other.id
       and mine.contact_id = any(${contacts}::text[]))`
}

function sharesName(workspace: string, contacts: readonly string[]): RawBuilder<boolean> {
  return sql`${nameOf('contact')} in (
    select ${nameOf('mine')} from contact mine
     where mine.workspace_id = ${workspace} and mine.id = any(${contacts}::text[])
       and ${nameOf('mine')} <> '')`
}

function nameOf(contact: string): RawBuilder<string> {
  return sql`lower(btrim(normalize(coalesce(${sql.ref(`${contact}.data`)} ->> 'name', ''))))`
}

/** Either of them is nobody, and is not on the list, which names nobody but the other. */
function standsForThem(workspace: string, contacts: readonly string[]): RawBuilder<boolean> {
  const ids = sql`${contacts}::text[]`
  return sql`exists (
    select from conversation_contact beside
      join theirs on theirs.conversation_id = beside.conversation_id
      join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = beside.conversation_id
     cross join lateral (
       select coalesce(array_agg(coalesce(value ->> 'unsaid_id', value ->> 'id')), '{}') as ids
         from jsonb_array_elements(
           case when jsonb_typeof(data -> 'contacts' -> 'contacts') = 'array'
             then data -> 'contacts' -> 'contacts' else '[]' end)) listed
     where beside.workspace_id = ${workspace} and beside.contact_id = other.id
       and ((${isNobody(workspace, sql`contact.id`, sql`contact.data`)}
             and listed.ids <@ ${ids})
         or (listed.ids <@ array[other.id] and exists (
               select from contact mine
                where mine.workspace_id = ${workspace} and mine.id = any(${ids})
                  and ${isNobody(workspace, sql`mine.id`, sql`mine.data`)}))))`
}

function isNobody(
  workspace: string,
  id: RawBuilder<unknown>,
  data: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`(
    coalesce(${data} ->> 'name', ${data} ->> 'email', ${data} ->> 'external_id', '') = ''
    and not exists (select from contact_key known
      where known.workspace_id = ${workspace} and known.contact_id = ${id}))`
}
