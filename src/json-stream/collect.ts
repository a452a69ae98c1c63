import type { ByteCursor } from './byte-cursor.ts'
import type { RecordBuffer } from './record-buffer.ts'

/** The index in `chunk`, from `from` on, where to stop; `chunk.length` to go on beyond it. */
export type FindEnd = (chunk: Buffer, from: number) => number

/**
 * Moves the cursor to the byte `findEnd` names, through as many chunks as it takes, and adds
 * all bytes before it to `kept`.
 *
 * @returns whether there is such a byte; false means the input ended first.
 */
export async function collect(
  cursor: ByteCursor,
  kept: RecordBuffer,
  findEnd: FindEnd,
): Promise<boolean> {
  do {
    const end = findEnd(cursor.chunk, cursor.at)
    const found = end < cursor.chunk.length
    kept.add(cursor.chunk.subarray(cursor.at, end), found && kept.size() === 0)
    cursor.moveTo(end)
    if (found) return true
  } while (await cursor.more())
  return false
}
