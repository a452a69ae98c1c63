import { sql, type Expression, type RawBuilder } from 'kysely'
import { leftBy } from './left-by.ts'
import { namesLeft, type Members } from './rule.ts'
import { PERSON } from './what-stays.ts'
import { isErased, NOBODY, type Whose } from './whose.ts'

type Jsonb = Expression<unknown>

/** How a message is mostly found. */
export interface Usual {
  readonly members: Members
  /** Names of members that stay if they are scalar, or that something else is laid over. */
  readonly any: readonly string[]
  /** How the others are where nothing has to be taken out of them, as JSON. */
  readonly plain: string
}

/**
 * A message as `leftBy` leaves it, with something laid over it. Members of known names, with
 * nothing in them, are all that most messages have: then nothing is removed but what is laid over,
 * which takes less than half the time of looking at each member. Whatever is laid over the object
 * is put together first: each `||` makes its left side anew, and to lay member by member over a
 * whole message took twice as long (measured).
 */
export function leftUsually(
  usual: Usual,
  object: Jsonb,
  whose: Whose,
  over: Jsonb,
): RawBuilder<string> {
  return sql<string>`(case when ${isUsual(usual, object)}
    then ${object} || (${over} ${leftOver(usual.members, object)} || ${leftAuthor(object, whose)})
    else ${leftBy(usual.members, object, whose)} || (${over}) end)`
}

/** Whether a message has nothing in it that has to be taken out one by one. */
export function isUsual(usual: Usual, message: Jsonb): RawBuilder<boolean> {
  const author = sql`${message} -> 'author'`
  return sql<boolean>`(${message} - ${textArray(usual.any)} <@ ${sql.lit(usual.plain)}::jsonb
    and ${areScalar(usual.members, message)}
    and case when jsonb_typeof(${author}) = 'object'
        then (${author}) - ${AUTHOR} = '{}' and ${areScalar(PERSON.members, author)} else false end)`
}

/** Whether what stays of an object is words and numbers, as published. */
export function areScalar(members: Members, object: Jsonb): RawBuilder<boolean> {
  const others = Object.keys(members).filter((name) => members[name]?.left !== 'stays')
  return sql<boolean>`(not jsonb_path_exists((${object}) - ${textArray(others)},
    'strict $.* ? (@.type() == "object" || @.type() == "array")'))`
}

const AUTHOR = textArray(namesLeft(PERSON.members, 'stays'))

/** What is laid over an object for members that are left null or empty, as far as it has them. */
function leftOver(members: Members, object: Jsonb): RawBuilder<unknown> {
  const over = (name: string, value: null | '') =>
    sql`|| case when ${object} ? ${sql.lit(name)}
      then ${sql.lit(JSON.stringify({ [name]: value }))}::jsonb else '{}' end`
  return sql.join(
    [
      ...namesLeft(members, 'null').map((name) => over(name, null)),
      ...namesLeft(members, 'empty').map((name) => over(name, '')),
    ],
    sql` `,
  )
}

/** What is laid over a usual message for its author. */
function leftAuthor(message: Jsonb, whose: Whose): RawBuilder<unknown> {
  if (whose === NOBODY) return sql`'{}'::jsonb`
  const author = sql`(${message} -> 'author')`
  return sql`case when ${isErased(author, whose)}
    then jsonb_build_object('author', ${author} ${leftOver(PERSON.erased, author)})
    else '{}' end`
}

export function textArray(list: readonly string[]): RawBuilder<string[]> {
  return sql<string[]>`${sql.lit(`{${list.join(',')}}`)}::text[]`
}
