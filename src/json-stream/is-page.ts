import type { JsonObject } from './json-object.ts'

/** The member that holds a page's list, by the page's type. */
const LIST_MEMBERS = new Map([
  ['conversation.list', 'conversations'],
  ['list', 'data'],
])

/** The names a page's list can have. */
export const listNames: readonly string[] = [...LIST_MEMBERS.values()]

/**
 * Whether a record says it is a page and has the list that makes it one.
 *
 * @param name if given, the list must be the member of this name.
 */
export function isPage(record: JsonObject, name?: string): boolean {
  const type = record['type']
  const member = typeof type === 'string' ? LIST_MEMBERS.get(type) : undefined
  if (member === undefined || (name !== undefined && name !== member)) return false
  return Array.isArray(record[member])
}
