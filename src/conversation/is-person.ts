import { sql, type Expression, type RawBuilder } from 'kysely'

/**
 * Whether a person object, such as an author or an entry of a list, is one of the contacts. One that
 * came without an id of its own bears one of ours. What is no object is nobody.
 *
 * @param ids a text[]
 */
export function isOneOf(
  person: Expression<unknown>,
  ids: Expression<unknown>,
): RawBuilder<boolean> {
  return sql<boolean>`coalesce(
    coalesce(${person} ->> 'unsaid_id', ${person} ->> 'id') = any(${ids}), false)`
}
