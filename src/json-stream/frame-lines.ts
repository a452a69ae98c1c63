import { NEWLINE } from './byte-codes.ts'
import type { ByteCursor } from './byte-cursor.ts'
import { collect } from './collect.ts'
import type { RawRecord } from './raw-record.ts'
import { recordBuffer } from './record-buffer.ts'

/** The index of the next line end in `chunk`, or its length. A `FindEnd`. */
export function lineEnd(chunk: Buffer, from: number): number {
  const at = chunk.indexOf(NEWLINE, from)
  return at < 0 ? chunk.length : at
}

/**
 * Every line that isn't blank, as NDJSON has them. JSON allows no line end inside a string, so
 * no line can reach into the next one, however broken it is.
 */
export async function* frameLines(
  cursor: ByteCursor,
  maxBytes: number,
): AsyncGenerator<RawRecord, void> {
  while ((await cursor.skipSpace()) !== undefined) {
    const line = cursor.line
    const kept = recordBuffer(maxBytes)
    await collect(cursor, kept, lineEnd)
    yield kept.raw(line)
  }
}
