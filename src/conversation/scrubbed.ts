import { sql, type Expression, type RawBuilder } from 'kysely'
import { CONTACT_TYPES } from './contact-row.ts'
import { isOneOf } from './is-person.ts'

type Jsonb = Expression<unknown>

/** Ids of contacts: a text[]. */
type ContactIds = Expression<unknown>

const PEOPLE = sql`${sql.val([...CONTACT_TYPES])}::text[]`

/** What tells who a person is; ids stay, or nothing could be counted or erased again. */
const IDENTITY = ['name', 'email', 'external_id']

/*
 * What an erasure takes out of a conversation beside its messages' text, which `emptied` takes.
 * Members that are absent stay absent. Import and erasure use the same expressions; each gives the
 * same when it is applied again.
 */

/**
 * A part's jsonb without its e-mail metadata, and without the identity of its author if that is one
 * of the contacts.
 */
export function scrubbedPart(part: Jsonb, contactIds: ContactIds): RawBuilder<string> {
  return sql<string>`${nulled(part, ['email_message_metadata'])} || ${scrubbedAuthor(part, contactIds)}`
}

/** A source's jsonb in the same way, without recipients and reply_to as well. Null stays null. */
export function scrubbedSource(source: Jsonb, contactIds: ContactIds): RawBuilder<string> {
  return sql<string>`case when ${source} is not null then
    ${nulled(source, ['recipients', 'reply_to'])} - 'email_message_metadata'
      || ${scrubbedAuthor(source, contactIds)} end`
}

/**
 * A conversation's jsonb without what was remarked at its ratings, and without the identity of the
 * contacts in its list and its rating. `withoutTitle` goes with the source, if that is theirs.
 */
export function scrubbedConversation(data: Jsonb, contactIds: ContactIds): RawBuilder<string> {
  return sql<string>`${data} || ${conversationScrubs(data, contactIds)}`
}

/** What `scrubbedConversation` lays over a conversation's jsonb. */
export function conversationScrubs(data: Jsonb, contactIds: ContactIds): RawBuilder<unknown> {
  return sql`${list(data, contactIds)} || ${rating(data, contactIds)} || ${aiAgent(data)}`
}

/**
 * What a message's jsonb gets for its author, an empty object if that is none of the contacts. It
 * is all that `scrubbedPart` and `scrubbedSource` do to a message that redaction leaves.
 */
export function scrubbedAuthor(message: Jsonb, contactIds: ContactIds): RawBuilder<unknown> {
  const person = sql`${message} -> 'author'`
  return sql`case when ${person} ->> 'type' = any(${PEOPLE}) and ${isOneOf(person, contactIds)}
    then jsonb_build_object('author', ${nulled(person, IDENTITY)}) else '{}' end`
}

function list(data: Jsonb, contactIds: ContactIds): RawBuilder<unknown> {
  const entries = sql`${data} -> 'contacts' -> 'contacts'`
  const entry = sql.ref('entry.value')
  return sql`case when jsonb_typeof(${entries}) = 'array' then jsonb_build_object('contacts',
    (${data} -> 'contacts') || jsonb_build_object('contacts', (
      select coalesce(jsonb_agg(${withoutIdentity(entry, contactIds)} order by entry.place), '[]')
        from jsonb_array_elements(${entries}) with ordinality entry(value, place)))) else '{}' end`
}

function rating(data: Jsonb, contactIds: ContactIds): RawBuilder<unknown> {
  const rated = sql`${data} -> 'conversation_rating'`
  const person = sql`${rated} -> 'contact'`
  return sql`case when jsonb_typeof(${rated}) = 'object' then jsonb_build_object(
    'conversation_rating', ${nulled(rated, ['remark'])} || case when ${isOneOf(person, contactIds)}
      then jsonb_build_object('contact', ${nulled(person, IDENTITY)}) else '{}' end) else '{}' end`
}

function aiAgent(data: Jsonb): RawBuilder<unknown> {
  const agent = sql`${data} -> 'ai_agent'`
  return sql`case when jsonb_typeof(${agent}) = 'object'
    then jsonb_build_object('ai_agent', ${nulled(agent, ['rating_remark'])}) else '{}' end`
}

function withoutIdentity(person: Jsonb, contactIds: ContactIds): RawBuilder<unknown> {
  return sql`case when ${isOneOf(person, contactIds)}
    then ${nulled(person, IDENTITY)} else ${person} end`
}

/** An object with these members null, as far as it has them. */
function nulled(object: Jsonb, members: readonly string[]): RawBuilder<unknown> {
  const nulls = members.map(
    (member) => sql` || case when ${object} ? ${sql.lit(member)}
      then ${sql.lit(JSON.stringify({ [member]: null }))}::jsonb else '{}' end`,
  )
  return sql`(${object}${sql.join(nulls, sql``)})`
}
