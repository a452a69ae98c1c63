import { sql, type RawBuilder } from 'kysely'
import { carriesContent } from '../../conversation/carries-content.ts'
import { CONTACT_TYPES } from '../../request/contact-types.ts'
import {
  isUnscrubbedConversation,
  isUnscrubbedPart,
  isUnscrubbedSource,
} from '../../conversation/is-unscrubbed.ts'
import { whoseOf } from '../../conversation/whose.ts'
import type { Whom } from '../message-store.ts'

const IS_MESSAGE = carriesContent(sql.ref('part.body'), sql.ref('part.data'))

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/**
 * What is left to erase: a query with type, conversation_id, target_id and `nth`, which puts a
 * source before its conversation's parts. A source without an id has an empty one.
 */
export function targetsOf(workspace: string, { scope, contacts }: Whom): RawBuilder<unknown> {
  return scope === 'authored'
    ? authoredBy(workspace, contacts)
    : inConversationsOf(workspace, contacts)
}

function authoredBy(workspace: string, contacts: readonly string[]): RawBuilder<unknown> {
  return sql`
    select 'conversation_part' as type, part.conversation_id, part.id as target_id, 1 as nth
      from conversation_part part
     where part.workspace_id = ${workspace} and part.author_id = any(${contacts}::text[])
       and part.author_type = any(${PEOPLE}) and part.redacted_at is null and ${IS_MESSAGE}
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
     where part.redacted_at is null and ${IS_MESSAGE}
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

/**
 * Those of conversations that still hold something that an erasure does not leave.
 *
 * @param among a query with conversation_id
 */
export function unscrubbedOf(
  workspace: string,
  { contacts, keeps }: Whom,
  among: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const whose = whoseOf(contacts, keeps)
  const [data, source] = [sql.ref('conversation.data'), sql.ref('conversation.source')]
  return sql`
    select theirs.conversation_id
      from (${among}) theirs
      join conversation on conversation.workspace_id = ${workspace}
       and conversation.id = theirs.conversation_id
     where ${isUnscrubbedConversation(data, source, whose)}
        or ${isUnscrubbedSource(source, whose)}
        or exists (
          select from conversation_part part
           where part.workspace_id = ${workspace}
             and part.conversation_id = theirs.conversation_id
             and ${isUnscrubbedPart(sql.ref('part.data'), whose)})`
}
