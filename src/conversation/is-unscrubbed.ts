import { sql, type Expression, type RawBuilder } from 'kysely'
import { areScalar, isUsual, textArray } from './left-usually.ts'
import { namesLeft } from './rule.ts'
import {
  isUsualConversation,
  losesTitle,
  PART,
  scrubbedConversation,
  scrubbedPart,
  scrubbedSource,
  SOURCE,
} from './scrubbed.ts'
import { OTHER_PART, OTHER_SOURCE, PERSON } from './what-stays.ts'
import { isErased, type Whose } from './whose.ts'

type Jsonb = Expression<unknown>

/*
 * Whether the expressions of `scrubbed` would change an object. To make the scrubbed object and
 * compare it says so, but takes long (a last look five times as long: measured); so it is done only
 * for what is neither plainly to be scrubbed nor plainly clean.
 */

/** Whether an erasure would change a part that it does not redact. */
export function isUnscrubbedPart(part: Jsonb, whose: Whose): RawBuilder<boolean> {
  return sql<boolean>`(case when ${holdsAny(part, PART_NULLS)} or ${isNamed(part, whose)} then true
    when ${isUsual(PART, part)} then false
    else ${part} <> ${scrubbedPart(part, whose)} end)`
}

/** The same of a source. A source that is null is scrubbed. */
export function isUnscrubbedSource(source: Jsonb, whose: Whose): RawBuilder<boolean> {
  return sql<boolean>`(case when ${source} is null then false
    when ${holdsAny(source, SOURCE_NULLS)} or ${isNamed(source, whose)} then true
    when ${isUsual(SOURCE, source)} then false
    else ${source} <> ${scrubbedSource(source, whose)} end)`
}

/** The same of a conversation without its source and its parts. */
export function isUnscrubbedConversation(
  data: Jsonb,
  source: Jsonb,
  whose: Whose,
): RawBuilder<boolean> {
  const entries = sql`${data} -> 'contacts' -> 'contacts'`
  const entry = sql.ref('entry.value')
  const isClean = sql`${isUsualConversation(data)}
    and case when jsonb_typeof(${data} -> 'contacts') = 'object'
          then (${data} -> 'contacts') - '{type}'::text[] - 'contacts' = '{}'
            and jsonb_typeof(${data} -> 'contacts' -> 'type') = 'string' else true end
    and not exists (select from jsonb_array_elements(
      case when jsonb_typeof(${entries}) = 'array' then ${entries} else '[null]' end) entry
      where case when jsonb_typeof(${entry}) = 'object'
        then ${entry} - ${ENTRY_ANY} <> '{}' or not ${areScalar(PERSON.members, entry)}
          or ${tellsWho(entry, whose)} else true end)`
  return sql<boolean>`(case when ${losesTitle(data, source, whose)}
        and ${data} -> 'title' <> 'null' then true
    when ${isClean} then false
    else ${data} <> ${scrubbedConversation(data, source, whose)} end)`
}

const PART_NULLS = namesLeft(OTHER_PART, 'null')
const SOURCE_NULLS = namesLeft(OTHER_SOURCE, 'null')

const ENTRY_ANY = textArray(namesLeft(PERSON.members, 'stays'))

/** Whether an object has one of the members, and it is not null. */
function holdsAny(object: Jsonb, members: readonly string[]): RawBuilder<boolean> {
  const held = members.map((member) => sql`${object} -> ${sql.lit(member)} <> 'null'`)
  return sql<boolean>`coalesce(${sql.join(held, sql` or `)}, false)`
}

function isNamed(message: Jsonb, whose: Whose): RawBuilder<boolean> {
  return tellsWho(sql`${message} -> 'author'`, whose)
}

/** Asked first of what mostly decides: of who is erased nothing is left. */
function tellsWho(person: Jsonb, whose: Whose): RawBuilder<boolean> {
  const identity = ['name', 'email', 'external_id'].map(
    (name) => sql`${person} ->> ${sql.lit(name)}`,
  )
  return sql<boolean>`(coalesce(${sql.join(identity)}) is not null
    and ${isErased(person, whose)})`
}
