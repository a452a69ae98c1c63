import { sql, type Expression, type RawBuilder } from 'kysely'

/** Whose attributes a path is about. */
export type KeepOf = 'conversation' | 'person'

const PREFIXES: Readonly<Record<KeepOf, string>> = {
  conversation: 'custom_attributes.',
  person: 'contact.custom_attributes.',
}

/** An attribute's name may hold dots and blanks; what can't be seen or is too long is a slip. */
const PATH = /^(?:contact\.)?custom_attributes\.[^\p{C}]{1,190}$/u

/**
 * Whether a workspace may keep what stands there. Only attributes can be kept, one by one: no path
 * names what somebody wrote, or who they are.
 */
export function isKeepPath(path: string): boolean {
  return PATH.test(path) && path === path.trim()
}

/** Names of the attributes that are kept: a text[]. */
export function keptNames(paths: Expression<unknown>, of: KeepOf): RawBuilder<string[]> {
  const prefix = sql.lit(PREFIXES[of])
  return sql<
    string[]
  >`(select coalesce(array_agg(substr(path, ${sql.lit(PREFIXES[of].length + 1)})), '{}')
    from unnest(${paths}) path where starts_with(path, ${prefix}))::text[]`
}
