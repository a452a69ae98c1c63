import { OPEN_BRACE, OPEN_BRACKET } from './byte-codes.ts'
import type { ByteCursor } from './byte-cursor.ts'
import { frameArray } from './frame-array.ts'
import { frameLines } from './frame-lines.ts'
import { frameObjects } from './frame-objects.ts'
import type { RawRecord } from './raw-record.ts'

/**
 * Recognises the form of the input from its first byte and cuts it into records. What is
 * neither an array nor an object is read as lines: one may be garbage and the next a record.
 */
export async function frameRecords(
  cursor: ByteCursor,
  maxBytes: number,
): Promise<AsyncGenerator<RawRecord, void>> {
  const first = await cursor.skipSpace()
  if (first === OPEN_BRACKET) return frameArray(cursor, maxBytes)
  if (first === OPEN_BRACE) return frameObjects(cursor, maxBytes)
  return frameLines(cursor, maxBytes)
}
