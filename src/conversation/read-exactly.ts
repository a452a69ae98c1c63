import type { JsonValue } from '../json-stream/json-object.ts'
import { parseExact } from '../json-stream/parse-exact.ts'

/** Many digits, or a nought at the end of a fraction: Postgres writes no exponents, and no -0. */
const MAY_BE_ODD = /\d{16}|\.\d*0[,}\]\s]/

/** A jsonb value that came as its text, so that its numbers keep their digits. */
export function readExactly(text: string): JsonValue {
  return MAY_BE_ODD.test(text) ? parseExact(text) : (JSON.parse(text) as JsonValue)
}
