import { sql, type Expression, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from './contact-row.ts'
import { isOneOf } from './is-person.ts'

type Jsonb = Expression<unknown>
type ContactIds = Expression<unknown>

/*
 * Whether the expressions of `scrubbed` would change an object. To make the scrubbed object and
 * compare it says the same, and took a last look five times as long (measured).
 */

/** Whether a part holds e-mail metadata, or the identity of an author who is one of the contacts. */
export function isUnscrubbedPart(part: Jsonb, contactIds: ContactIds): RawBuilder<boolean> {
  return sql<boolean>`(${has(part, 'email_message_metadata')} or ${isByOneOf(part, contactIds)})`
}

/** The same of a source, its recipients and reply_to included. A source that is null is scrubbed. */
export function isUnscrubbedSource(source: Jsonb, contactIds: ContactIds): RawBuilder<boolean> {
  return sql<boolean>`(${has(source, 'recipients')} or ${has(source, 'reply_to')}
    or coalesce(${source} ? 'email_message_metadata', false) or ${isByOneOf(source, contactIds)})`
}

/** Whether a conversation holds a remark, or the identity of a contact in its list or its rating. */
export function isUnscrubbedConversation(data: Jsonb, contactIds: ContactIds): RawBuilder<boolean> {
  const entries = sql`${data} -> 'contacts' -> 'contacts'`
  const rating = sql`${data} -> 'conversation_rating'`
  return sql<boolean>`(${has(rating, 'remark')} or ${has(sql`${data} -> 'ai_agent'`, 'rating_remark')}
    or ${isIdentified(sql`${rating} -> 'contact'`, contactIds)}
    or exists (select from jsonb_array_elements(
      case when jsonb_typeof(${entries}) = 'array' then ${entries} else '[]' end) entry
      where ${isIdentified(sql.ref('entry.value'), contactIds)}))`
}

/** Whether an object has a member that is not null. */
function has(object: Jsonb, member: string): RawBuilder<boolean> {
  return sql<boolean>`coalesce(jsonb_typeof(${object} -> ${sql.lit(member)}), 'null') <> 'null'`
}

function isByOneOf(message: Jsonb, contactIds: ContactIds): RawBuilder<boolean> {
  const person = sql`${message} -> 'author'`
  return sql<boolean>`(coalesce(${person} ->> 'type' = any(${sql.val([...CONTACT_TYPES])}::text[]), false)
    and ${isIdentified(person, contactIds)})`
}

function isIdentified(person: Jsonb, contactIds: ContactIds): RawBuilder<boolean> {
  return sql<boolean>`(${isOneOf(person, contactIds)}
    and coalesce(${person} ->> 'name', ${person} ->> 'email', ${person} ->> 'external_id') is not null)`
}
