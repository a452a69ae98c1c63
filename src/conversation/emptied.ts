import { sql, type Expression, type RawBuilder } from 'kysely'
import { hasBody } from './carries-content.ts'
import { leftBy } from './left-by.ts'
import { leftUsually, textArray, type Usual } from './left-usually.ts'
import { PLACEHOLDER } from './placeholder.ts'
import { namesLeft, object } from './rule.ts'
import { FIRST_REPLY, QUOTING, REDACTED_PART, REDACTED_SOURCE } from './what-stays.ts'
import { NOBODY, type Whose } from './whose.ts'

type Jsonb = Expression<unknown>

/**
 * A part's jsonb as redaction leaves it: emptied and marked. The body has its own column and is
 * set beside it: `redactedBody`. One expression serves redaction, erasure and import, and the text
 * never leaves Postgres.
 *
 * @param part the part's jsonb column
 * @param at when it was redacted: a timestamptz
 * @param whose who is erased, if somebody is: their identity as its author goes, too
 */
export function redactedPart(
  part: Jsonb,
  at: Expression<unknown>,
  whose: Whose = NOBODY,
): RawBuilder<string> {
  const updatedAt = sql`greatest(floor(extract(epoch from ${at})), case
    when jsonb_typeof(${part} -> 'updated_at') = 'number' then (${part} ->> 'updated_at')::numeric end)`
  const marks = sql`jsonb_build_object('redacted', true, 'attachments', '[]'::jsonb,
    'updated_at', ${updatedAt})`
  return leftUsually(PART, part, whose, marks)
}

/** What stands in place of a part's body. A part without one gets none. */
export function redactedBody(body: Expression<unknown>, part: Jsonb): RawBuilder<string | null> {
  return sql`case when ${hasBody(body, part)} then ${PLACEHOLDER}::text else ${body} end`
}

/** A source's jsonb in the same way, the body included. Null stays null. */
export function redactedSource(source: Jsonb, whose: Whose = NOBODY): RawBuilder<string> {
  const marks = sql`jsonb_build_object('body', ${PLACEHOLDER}::text, 'subject', '',
    'redacted', true, 'attachments', '[]'::jsonb)`
  return sql<string>`case when ${source} is not null
    then ${leftUsually(SOURCE, source, whose, marks)} end`
}

/** A conversation's jsonb after its source was redacted: the title quotes the subject. */
export function withoutTitle(data: Jsonb): RawBuilder<string> {
  const title = sql`case when ${data} ? 'title' then '{"title": null}'::jsonb else '{}' end`
  return sql<string>`(${data} - ${textArray([...QUOTES, 'source'])} || (${firstReply(data)} || ${title}))`
}

/** A conversation's jsonb after one of its messages was redacted: without what quotes messages. */
export function withoutQuotes(data: Jsonb): RawBuilder<string> {
  return sql<string>`(${data} - ${textArray(QUOTES)} || ${firstReply(data)})`
}

const QUOTES = namesLeft(QUOTING, 'removed')

/** The one member that quotes and may still stay in part. */
function firstReply(data: Jsonb): RawBuilder<unknown> {
  const left = leftBy({ first_contact_reply: object(FIRST_REPLY) }, data, NOBODY)
  return sql`case when ${data} ? 'first_contact_reply' then ${left} else '{}' end`
}

const PART: Usual = {
  members: REDACTED_PART,
  any: [...namesLeft(REDACTED_PART, 'stays', 'null', 'person'), 'redacted', 'attachments'],
  plain: '{"assigned_to": null, "tags": [], "body": null}',
}

const SOURCE: Usual = {
  members: REDACTED_SOURCE,
  any: [
    ...namesLeft(REDACTED_SOURCE, 'stays', 'null', 'empty', 'person'),
    ...['redacted', 'attachments', 'body'],
  ],
  plain: '{}',
}
