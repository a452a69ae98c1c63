import { exactIntegers } from '../records/exact-integers.ts'

/** Deeper JSON than this no request needs. */
const DEEPEST = 8

/** A body that could not be read; the reply says so without quoting it. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
}

/**
 * Decodes a request's JSON. Integers that JavaScript can't hold become strings, so that an id of
 * 20 digits names the message it means and no other.
 *
 * @throws UnreadableBody when it is not JSON, or nested deeper than any request needs
 */
export function readBody(text: string): unknown {
  const body = parse(text)
  if (isDeeperThan(DEEPEST, body)) throw new UnreadableBody()
  return body
}

function parse(text: string): unknown {
  try {
    return JSON.parse(exactIntegers(text))
  } catch {
    throw new UnreadableBody()
  }
}

/** Goes no deeper than `levels` itself. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one))
}
