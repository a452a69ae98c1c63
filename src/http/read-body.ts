import { isUtf8 } from 'node:buffer'
import { exactIntegers } from '../json-stream/exact-integers.ts'

/** Deeper JSON than this no request needs. */
const DEEPEST = 8

/** A body that could not be read; the message is for the caller, and quotes nothing of it. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'
}

const NOT_JSON = 'The request body must be JSON'
const NOT_JSON_NOR_LINES =
  'The request body must be JSON; send items one a line with Content-Type: application/x-ndjson'
const NOT_UTF8 = 'The request body must be UTF-8'
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Decodes a request's JSON, with or without a byte order mark. Integers that JavaScript can't hold become strings, so that an id of
 * 20 digits names the message it means and no other.
 *
 * @param takesLines whether the route takes NDJSON, too: a caller may have left its type out
 * @throws UnreadableBody when it is not UTF-8, not JSON, or nested deeper than any request needs
 */
export function readBody(bytes: Buffer, takesLines: boolean): unknown {
  // Decoded all the same, it would hold other characters than were sent.
  if (!isUtf8(bytes)) throw new UnreadableBody(NOT_UTF8)
  const text = bytes.toString()
  const body = parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text, takesLines)
  if (isDeeperThan(DEEPEST, body)) throw new UnreadableBody(NOT_JSON)
  return body
}

function parse(text: string, takesLines: boolean): unknown {
  try {
    return JSON.parse(exactIntegers(text))
  } catch {
    throw new UnreadableBody(takesLines ? NOT_JSON_NOR_LINES : NOT_JSON)
  }
}

/** Goes no deeper than `levels` itself. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one))
}
