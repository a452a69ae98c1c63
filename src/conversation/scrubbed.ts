import { sql, type Expression, type RawBuilder } from 'kysely'
import { leftBy } from './left-by.ts'
import { areScalar, leftUsually, textArray, type Usual } from './left-usually.ts'
import { namesLeft } from './rule.ts'
import { CONTACTS, CONVERSATION, OTHER_PART, OTHER_SOURCE } from './what-stays.ts'
import { isErased, type Whose } from './whose.ts'

type Jsonb = Expression<unknown>

/*
 * What an erasure leaves of a conversation beside the messages that it redacts (`emptied`). Members
 * that are absent stay absent. Import and erasure use the same expressions; each gives the same
 * when it is applied again.
 */

export const PART: Usual = {
  members: OTHER_PART,
  any: namesLeft(OTHER_PART, 'stays', 'null', 'person'),
  plain: '{"assigned_to": null, "tags": [], "attachments": []}',
}

export const SOURCE: Usual = {
  members: OTHER_SOURCE,
  any: namesLeft(OTHER_SOURCE, 'stays', 'null', 'person'),
  plain: '{"attachments": []}',
}

/** What an erasure leaves of a part that it does not redact. */
export function scrubbedPart(part: Jsonb, whose: Whose): RawBuilder<string> {
  return leftUsually(PART, part, whose, sql`'{}'::jsonb`)
}

/** The same of a source. Null stays null. */
export function scrubbedSource(source: Jsonb, whose: Whose): RawBuilder<string> {
  return sql<string>`case when ${source} is not null
    then ${leftUsually(SOURCE, source, whose, sql`'{}'::jsonb`)} end`
}

/** A conversation's jsonb as an erasure leaves it, its title only if somebody else wrote the source. */
export function scrubbedConversation(data: Jsonb, source: Jsonb, whose: Whose): RawBuilder<string> {
  const title = sql`case when ${losesTitle(data, source, whose)}
    then '{"title": null}'::jsonb else '{}' end`
  return sql<string>`(case when ${isUsualConversation(data)}
    then ${data} || ${leftBy({ contacts: CONTACTS }, data, whose)}
    else ${leftBy(CONVERSATION, data, whose)} end || ${title})`
}

/** Whether a conversation has nothing in it, beside `contacts`, that has to be taken out. */
export function isUsualConversation(data: Jsonb): RawBuilder<boolean> {
  return sql<boolean>`(${data} - ${ANY} <@ ${sql.lit(PLAIN)}::jsonb
    and ${areScalar(CONVERSATION, data)})`
}

const ANY = textArray([...namesLeft(CONVERSATION, 'stays'), 'contacts'])

const PLAIN = JSON.stringify({
  source: null,
  ticket: null,
  company: null,
  topics: {},
  external_references: [],
  custom_attributes: {},
  first_contact_reply: null,
  teammates: null,
  sla_applied: null,
  tags: { type: 'tag.list', tags: [] },
  conversation_rating: null,
  statistics: null,
  channel: null,
  ai_agent: null,
  sales_agent: null,
})

/** Whether a title goes: who wrote the source that it quotes is erased, or not known. */
export function losesTitle(data: Jsonb, source: Jsonb, whose: Whose): RawBuilder<boolean> {
  return sql<boolean>`(${data} ? 'title'
    and (${source} is null or ${isErased(sql`${source} -> 'author'`, whose)}))`
}
