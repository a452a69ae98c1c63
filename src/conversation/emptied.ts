import { sql, type Expression, type RawBuilder } from 'kysely'
import { PLACEHOLDER } from './placeholder.ts'

type Jsonb = Expression<unknown>

/** How a member of a redacted message is left: as it is, null, or an empty text. */
type Left = 'kept' | 'null' | 'empty'

/**
 * What stays of a part. A member that is not named here is removed: an unknown one may hold text.
 * Nullable ones become null, as the 2.16 schema allows.
 */
const PART: Readonly<Record<string, Left>> = {
  type: 'kept',
  id: 'kept',
  part_type: 'kept',
  created_at: 'kept',
  updated_at: 'kept',
  notified_at: 'kept',
  author: 'kept',
  assigned_to: 'kept',
  external_id: 'kept',
  state: 'kept',
  tags: 'kept',
  app_package_code: 'kept',
  email_message_metadata: 'null',
  metadata: 'null',
  event_details: 'null',
}

/** What stays of a source message; its e-mail metadata is not nullable and therefore removed. */
const SOURCE: Readonly<Record<string, Left>> = {
  type: 'kept',
  id: 'kept',
  delivered_as: 'kept',
  author: 'kept',
  recipients: 'null',
  reply_to: 'null',
  url: 'null',
  subject: 'empty',
}

/** What is put in the place of members, whatever they were. */
const PART_REPLACED = ['redacted', 'attachments', 'updated_at']
const SOURCE_REPLACED = ['redacted', 'attachments', 'body', 'subject']

/**
 * A part's jsonb as redaction leaves it: emptied and marked. The body has its own column and is
 * set beside it. One expression serves redaction and import, and the text never leaves Postgres.
 *
 * @param part the part's jsonb column
 * @param at when it was redacted: a timestamptz
 * @param over what else is laid over the part, in the same copy
 */
export function redactedPart(
  part: Jsonb,
  at: Expression<unknown>,
  over?: Jsonb,
): RawBuilder<string> {
  const updatedAt = sql`greatest(floor(extract(epoch from ${at})), case
    when jsonb_typeof(${part} -> 'updated_at') = 'number' then (${part} ->> 'updated_at')::numeric end)`
  const marks = sql`jsonb_build_object('redacted', true, 'attachments', '[]'::jsonb,
    'updated_at', ${updatedAt})`
  return emptied(PART, PART_REPLACED, part, laidOver(marks, over))
}

/** A source's jsonb in the same way, the body included. Null stays null. */
export function redactedSource(source: Jsonb, over?: Jsonb): RawBuilder<string> {
  const marks = sql`jsonb_build_object('body', ${PLACEHOLDER}::text, 'subject', '',
    'redacted', true, 'attachments', '[]'::jsonb)`
  const left = emptied(SOURCE, SOURCE_REPLACED, source, laidOver(marks, over))
  return sql<string>`case when ${source} is not null then ${left} end`
}

function laidOver(marks: Jsonb, over: Jsonb | undefined): Jsonb {
  return over === undefined ? marks : sql`${marks} || ${over}`
}

/** A conversation's jsonb after its source was redacted: the title quotes the subject. */
export function withoutTitle(data: Jsonb): RawBuilder<string> {
  return sql<string>`case when ${data} ? 'title'
    then jsonb_set(${data}, '{title}', 'null') else ${data} end - 'source'`
}

/**
 * Members of known names are all that most messages have: then nothing is removed but what `marks`
 * replaces, which takes less than half the time of looking at each member. Whatever is laid over
 * the object is put together first: each `||` makes its left side anew, and to lay member by member
 * over a whole message took twice as long (measured).
 */
function emptied(
  members: Readonly<Record<string, Left>>,
  replaced: readonly string[],
  object: Jsonb,
  marks: Jsonb,
): RawBuilder<string> {
  const known = sql`${sql.val([...Object.keys(members), ...replaced])}::text[]`
  const left = Object.keys(members).flatMap((name) => leftAs(object, name, members[name]))
  return sql<string>`(case when ${object} - ${known} = '{}'
    then ${object} || (${marks} ${sql.join(left, sql``)})
    else ${emptiedOneByOne(members, object)} || (${marks}) end)`
}

/** What is laid over an object that may have this member. */
function leftAs(object: Jsonb, name: string, left: Left | undefined): RawBuilder<unknown>[] {
  if (left === undefined || left === 'kept') return []
  const empty = sql.lit(JSON.stringify({ [name]: left === 'null' ? null : '' }))
  return [sql`|| case when ${object} ? ${sql.lit(name)} then ${empty}::jsonb else '{}' end`]
}

function emptiedOneByOne(
  members: Readonly<Record<string, Left>>,
  object: Jsonb,
): RawBuilder<string> {
  return sql<string>`(
    select coalesce(jsonb_object_agg(member.key, case
        when member.key = any(${namesOf(members, 'null')}) then 'null'::jsonb
        when member.key = any(${namesOf(members, 'empty')}) then '""'::jsonb
        else member.value end), '{}'::jsonb)
      from jsonb_each(${object}) member
     where member.key = any(${sql.val(Object.keys(members))}::text[]))`
}

function namesOf(members: Readonly<Record<string, Left>>, left: Left): RawBuilder<string[]> {
  const names = Object.keys(members).filter((name) => members[name] === left)
  return sql`${sql.val(names)}::text[]`
}
