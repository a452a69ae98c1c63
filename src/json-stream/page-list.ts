import { isPage, listNames } from './is-page.ts'
import type { JsonObject } from './json-object.ts'
import { memberArrays, type MemberArray } from './member-arrays.ts'

/** The page without what's in its list, if that is JSON: an object, as it begins like one. */
function envelope(json: Buffer, list: MemberArray): JsonObject | undefined {
  const text = `${json.toString('utf8', 0, list.from)}[]${json.toString('utf8', list.to)}`
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/**
 * Finds the list of a page in the page's bytes, so that each element can be checked by itself:
 * a broken one doesn't make it less of a page, as long as everything around the list is JSON.
 *
 * @returns where the list lies, brackets included; undefined if `json` isn't a page.
 */
export function pageList(json: Buffer): MemberArray | undefined {
  for (const name of listNames) {
    // Of members with the same name the last one counts, as it does for JSON.parse.
    const list = memberArrays(json, name).at(-1)
    const page = list === undefined ? undefined : envelope(json, list)
    if (page !== undefined && isPage(page, name)) return list
  }
  return undefined
}
