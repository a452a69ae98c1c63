import { sql, type Expression, type RawBuilder } from 'kysely'
import { keptNames, type KeepOf } from './keep-paths.ts'
import { namesLeft, type Members, type Rule } from './rule.ts'
import { isErased, type Whose } from './whose.ts'

type Jsonb = Expression<unknown>

interface Place {
  readonly whose: Whose
  /** Whose attributes stand here. */
  readonly of: KeepOf
  /** Makes a name of its own for each level's members. */
  readonly depth: number
}

/**
 * An object as rules leave it, in SQL: text never leaves Postgres. To apply it again changes
 * nothing. Something else in an object's place becomes null.
 */
export function leftBy(members: Members, object: Jsonb, whose: Whose): RawBuilder<string> {
  return leftMembers(members, object, { whose, of: 'conversation', depth: 0 })
}

function leftMembers(members: Members, value: Jsonb, place: Place): RawBuilder<string> {
  const name = `m${String(place.depth)}`
  const [key, member] = [sql.ref(`${name}.key`), sql.ref(`${name}.value`)]
  const ways = Object.entries(members).filter(([, rule]) => !isSimple(rule))
  const nested = ways.map(
    ([one, rule]) => sql`when ${key} = ${sql.lit(one)}
      then ${leftValue(rule, member, { ...place, depth: place.depth + 1 })}`,
  )
  const nullOnly = namesLeft(members, 'null_only')
  const stand = namesLeft(members, ...STAND)
  return sql<string>`(case when jsonb_typeof(${value}) = 'object' then (
    select coalesce(jsonb_object_agg(${key}, case
        when ${isOneOf(key, [...namesLeft(members, 'stays'), ...nullOnly])} then ${scalarOrNull(member)}
        when ${isOneOf(key, namesLeft(members, 'null'))} then 'null'::jsonb
        when ${isOneOf(key, namesLeft(members, 'empty'))} then '""'::jsonb
        when ${isOneOf(key, namesLeft(members, 'list'))} then '[]'::jsonb
        when ${isOneOf(key, namesLeft(members, 'object'))} then '{}'::jsonb
        ${sql.join(nested, sql` `)} end), '{}'::jsonb)
      from jsonb_each(${value}) ${sql.ref(name)}
     where ${isOneOf(key, stand)} or ${isOneOf(key, nullOnly)} and ${member} = 'null'
    ) else 'null'::jsonb end)`
}

/** All but those that are removed, or may be. */
const STAND = [
  ...(['stays', 'null', 'empty', 'list', 'object', 'kept'] as const),
  ...(['members', 'each', 'person'] as const),
]

/** What is published as a word or a number stays only as one. */
function scalarOrNull(value: Jsonb): RawBuilder<string> {
  return sql<string>`(case when jsonb_typeof(${value}) in ('object', 'array')
    then 'null'::jsonb else ${value} end)`
}

function isSimple({ left }: Rule): boolean {
  return left !== 'kept' && left !== 'members' && left !== 'each' && left !== 'person'
}

function isOneOf(key: Expression<unknown>, names: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${key} = any(${sql.lit(`{${names.join(',')}}`)}::text[])`
}

function leftValue(rule: Rule, value: Jsonb, place: Place): RawBuilder<string> {
  switch (rule.left) {
    case 'stays':
      return scalarOrNull(value)
    case 'null':
    case 'removed':
    case 'null_only':
      return sql<string>`'null'::jsonb`
    case 'empty':
      return sql<string>`'""'::jsonb`
    case 'list':
      return sql<string>`'[]'::jsonb`
    case 'object':
      return sql<string>`'{}'::jsonb`
    case 'kept':
      return leftAttributes(value, place)
    case 'members':
      return leftMembers(rule.members, value, place)
    case 'each':
      return leftEach(rule.each, value, place)
    case 'person':
      return sql<string>`case when ${isErased(value, place.whose)}
        then ${leftMembers(rule.erased, value, { ...place, of: 'person' })}
        else ${leftMembers(rule.members, value, { ...place, of: 'person' })} end`
  }
}

function leftEach(rule: Rule, value: Jsonb, place: Place): RawBuilder<string> {
  const name = `e${String(place.depth)}`
  const entry = leftValue(rule, sql.ref(`${name}.value`), { ...place, depth: place.depth + 1 })
  return sql<string>`case jsonb_typeof(${value}) when 'array' then (
      select coalesce(jsonb_agg(${entry} order by ${sql.ref(`${name}.place`)}), '[]'::jsonb)
        from jsonb_array_elements(${value}) with ordinality ${sql.ref(name)}(value, place))
    when 'null' then 'null'::jsonb else '[]'::jsonb end`
}

function leftAttributes(value: Jsonb, { whose, of, depth }: Place): RawBuilder<string> {
  const name = sql.ref(`k${String(depth)}`)
  return sql<string>`case when jsonb_typeof(${value}) = 'object' then (
      select coalesce(jsonb_object_agg(${name}.key, ${name}.value), '{}'::jsonb)
        from jsonb_each(${value}) ${name}
       where ${name}.key = any(${keptNames(whose.keeps, of)})) else 'null'::jsonb end`
}
