/**
 * How a member is left:
 * - `stays`: as it is, unless it has members or entries of its own, which nobody has decided about:
 *   then as null;
 * - `null`, `empty`, `list`, `object`: as null, "", [] or {};
 * - `removed`: not at all, like every member that has no rule;
 * - `null_only`: if it is null; else removed;
 * - `kept`: an object with those of its members that the workspace keeps by name.
 */
export type Left = 'stays' | 'null' | 'empty' | 'list' | 'object' | 'removed' | 'null_only' | 'kept'

/** What is decided about a value. */
export type Rule =
  | { readonly left: Left; readonly why: string }
  | { readonly left: 'members'; readonly members: Members }
  /** A list, each of whose entries is left in the same way. */
  | { readonly left: 'each'; readonly each: Rule }
  | PersonRule

/** Somebody who is named: left as `members` say, or as `erased` if it is who is erased. */
export interface PersonRule {
  readonly left: 'person'
  readonly members: Members
  readonly erased: Members
}

export type Members = Readonly<Record<string, Rule>>

/** Members that are left in one way for one reason. */
export function left(how: Left, why: string, ...names: readonly string[]): Members {
  return Object.fromEntries(names.map((name) => [name, { left: how, why }]))
}

export function stays(why: string, ...names: readonly string[]): Members {
  return left('stays', why, ...names)
}

/** An object of which only these members may stay. */
export function object(members: Members): Rule {
  return { left: 'members', members }
}

/** A list of objects of which only these members may stay. */
export function listOf(members: Members): Rule {
  return { left: 'each', each: object(members) }
}

/** Names of the members that are left in one of these ways. */
export function namesLeft(members: Members, ...ways: readonly Rule['left'][]): string[] {
  return Object.keys(members).filter((name) => ways.includes(members[name]?.left ?? 'removed'))
}
