import type { ByteCursor } from './byte-cursor.ts'
import { problemReasons } from './problem-reasons.ts'
import type { RawRecord } from './raw-record.ts'

/** One problem if anything but white space is left of the input, else none. */
export async function trailingProblem(cursor: ByteCursor): Promise<RawRecord[]> {
  if ((await cursor.skipSpace()) === undefined) return []
  return [{ line: cursor.line, reason: problemReasons.trailing }]
}
