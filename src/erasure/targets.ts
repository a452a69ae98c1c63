import { sql, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from '../conversation/contact-row.ts'
import { scrubbedConversation, scrubbedPart, scrubbedSource } from '../conversation/scrubbed.ts'
import type { StoredErasure } from './find-erasure.ts'

/** A body that is not text stays in the jsonb, where anything but null counts as a body. */
const HAS_BODY = sql`(coalesce(part.body, '') <> '' or coalesce(part.data -> 'body', 'null') <> 'null')`

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/**
 * What is left to erase: a query with type, conversation_id, target_id and `nth`, which puts a
 * source before its conversation's parts. A source without an id has an empty one.
 */
export function targetsOf(workspace: string, erasure: StoredErasure): RawBuilder<unknown> {
  return erasure.scope === 'authored'
    ? authoredBy(workspace, erasure.contacts)
    : inConversationsOf(workspace, erasure.contacts)
}

function authoredBy(workspace: string, contacts: readonly string[]): RawBuilder<unknown> {
  return sql`
    select 'conversation_part' as type, part.conversation_id, part.id as target_id, 1 as nth
      from conversation_part part
     where part.workspace_id = ${workspace} and part.author_id = any(${contacts}::text[])
       and part.author_type = any(${PEOPLE}) and part.redacted_at is null and ${HAS_BODY}
     union all
    select 'source', id, coalesce(source_id, ''), 0 from conversation
     where workspace_id = ${workspace} and source_author_id = any(${contacts}::text[])
       and source_author_type = any(${PEOPLE}) and source is not null
       and source_redacted_at is null`
}

function inConversationsOf(workspace: string, contacts: readonly string[]): RawBuilder<unknown> {
  const theirs = sql`(${conversationsOf(workspace, contacts)}) theirs`
  return sql`
    select 'conversation_part' as type, part.conversation_id, part.id as target_id, 1 as nth
      from ${theirs} join conversation_part part on part.workspace_id = ${workspace}
       and part.conversation_id = theirs.conversation_id
     where part.redacted_at is null and ${HAS_BODY}
     union all
    select 'source', conversation.id, coalesce(source_id, ''), 0
      from ${theirs} join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = theirs.conversation_id
     where source is not null and source_redacted_at is null`
}

/** The conversations where a contact takes part. */
export function conversationsOf(
  workspace: string,
  contacts: readonly string[],
): RawBuilder<unknown> {
  return sql`
    select distinct conversation_id from conversation_contact
     where workspace_id = ${workspace} and contact_id = any(${contacts}::text[])`
}

/** Those of them that still name the contact, or hold e-mail metadata or remarks. */
export function unscrubbedOf(workspace: string, contacts: readonly string[]): RawBuilder<unknown> {
  const ids = sql`${contacts}::text[]`
  const data = sql.ref('conversation.data')
  const source = sql.ref('conversation.source')
  const part = sql.ref('part.data')
  return sql`
    select theirs.conversation_id
      from (${conversationsOf(workspace, contacts)}) theirs
      join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = theirs.conversation_id
     where ${scrubbedConversation(data, ids)} is distinct from ${data}
        or ${scrubbedSource(source, ids)} is distinct from ${source}
        or exists (
          select from conversation_part part
           where part.workspace_id = ${workspace}
             and part.conversation_id = theirs.conversation_id
             and ${scrubbedPart(part, ids)} is distinct from ${part})`
}
