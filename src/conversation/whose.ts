import { sql, type Expression, type RawBuilder } from 'kysely'
import { isOneOf } from './is-person.ts'

type Jsonb = Expression<unknown>

/** Who is erased, and what a workspace keeps of them; expressions of type text[]. */
export interface Whose {
  /** Ids of contacts. */
  readonly people: Expression<unknown>
  /** What the workspace keeps, as paths: see `isKeepPath`. */
  readonly keeps: Expression<unknown>
}

/** Of a single redaction: nobody is erased, and nothing is kept by name. */
export const NOBODY: Whose = { people: sql`'{}'::text[]`, keeps: sql`'{}'::text[]` }

export function whoseOf(people: readonly string[], keeps: readonly string[]): Whose {
  return { people: sql`${people}::text[]`, keeps: sql`${keeps}::text[]` }
}

/** Words for those who are no contacts, whatever ids they have. */
const TEAM = sql`'{admin,bot,team,nobody_admin}'::text[]`

/** Whether somebody who is named is erased. */
export function isErased(person: Jsonb, { people }: Whose): RawBuilder<boolean> {
  return sql<boolean>`(${isOneOf(person, people)}
    and coalesce(${person} ->> 'type', '') <> all(${TEAM}))`
}
