import { BACKSLASH, CLOSE_BRACKET, COLON, OPEN_BRACKET } from './byte-codes.ts'
import { isSpace } from './is-space.ts'
import { structureScan, type Stop } from './structure-scan.ts'

/** Where an array lies in the bytes of the object it is a member of; `to` is exclusive. */
export type MemberArray = { readonly from: number; readonly to: number }

const memberOpens: Stop = (byte, depth) => byte === OPEN_BRACKET && depth === 1
const memberCloses: Stop = (byte, depth) => byte === CLOSE_BRACKET && depth === 2

function beforeSpace(json: Buffer, from: number): number {
  let at = from
  while (isSpace(json[at - 1])) at -= 1
  return at
}

/** Whether the value that begins at `opening` is called `name`, reading backwards from it. */
function isCalled(json: Buffer, opening: number, name: string): boolean {
  const colon = beforeSpace(json, opening) - 1
  if (json[colon] !== COLON) return false
  const keyEnd = beforeSpace(json, colon)
  const quoted = Buffer.from(`"${name}"`)
  const keyStart = keyEnd - quoted.length
  // After a backslash the first quote would be inside a longer key.
  if (keyStart < 0 || json[keyStart - 1] === BACKSLASH) return false
  return json.subarray(keyStart, keyEnd).equals(quoted)
}

/**
 * Finds the arrays that are members called `name` of one object, without parsing it: there may
 * be broken JSON inside them. A name spelled with escapes isn't recognised.
 *
 * @param json the bytes of the object.
 */
export function memberArrays(json: Buffer, name: string): MemberArray[] {
  const found: MemberArray[] = []
  const scan = structureScan()
  let from = scan.run(json, 0, memberOpens)
  while (from < json.length) {
    const end = scan.run(json, from, memberCloses)
    if (end < json.length && isCalled(json, from, name)) found.push({ from, to: end + 1 })
    from = scan.run(json, end, memberOpens)
  }
  return found
}
