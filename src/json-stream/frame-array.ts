import { CLOSE_BRACE, CLOSE_BRACKET, COMMA } from './byte-codes.ts'
import type { ByteCursor } from './byte-cursor.ts'
import { collect, type FindEnd } from './collect.ts'
import { problemReasons } from './problem-reasons.ts'
import type { RawRecord } from './raw-record.ts'
import { recordBuffer, type RecordBuffer } from './record-buffer.ts'
import { structureScan, type Stop, type StructureScan } from './structure-scan.ts'
import { trailingProblem } from './trailing-problem.ts'

const afterElement: Stop = (byte, depth) =>
  depth === 0 && (byte === COMMA || byte === CLOSE_BRACKET)

/** What is left when the input ends inside the array, after a last element or within it. */
function* lastElement(
  kept: RecordBuffer,
  scan: StructureScan,
  line: number,
): Generator<RawRecord, void> {
  // With no comma or bracket after it, only a closed object is known to be whole.
  const isWhole = scan.balanced() && kept.lastByte() === CLOSE_BRACE
  const isLost = !isWhole && !kept.tooLarge()
  if (!isLost) yield kept.raw(line)
  yield { line, reason: isLost ? problemReasons.unfinished : problemReasons.unclosedArray }
}

const unclosedArray = ({ line }: ByteCursor): RawRecord[] => [
  { line, reason: problemReasons.unclosedArray },
]

/** Passes the opening bracket; false when the array is empty. */
async function enterArray(cursor: ByteCursor): Promise<boolean> {
  cursor.moveTo(cursor.at + 1)
  if ((await cursor.skipSpace()) !== CLOSE_BRACKET) return true
  cursor.moveTo(cursor.at + 1)
  return false
}

/** Passes the byte after an element; false when it closes the array. */
function passSeparator(cursor: ByteCursor): boolean {
  const goesOn = cursor.chunk[cursor.at] === COMMA
  cursor.moveTo(cursor.at + 1)
  return goesOn
}

/**
 * The elements of the array that begins at the cursor, one at a time, and what went wrong. An
 * element is whatever lies between two commas at the array's own depth, so one that is broken
 * but balanced takes none of its neighbours with it.
 */
export async function* frameArray(
  cursor: ByteCursor,
  maxBytes: number,
): AsyncGenerator<RawRecord, void> {
  // One scan for all elements: where one ends, it is back at depth 0.
  const scan = structureScan()
  const elementEnd: FindEnd = (chunk, from) => scan.run(chunk, from, afterElement)
  let goesOn = await enterArray(cursor)
  while (goesOn) {
    if ((await cursor.skipSpace()) === undefined) return yield* unclosedArray(cursor)
    const { line } = cursor
    const kept = recordBuffer(maxBytes)
    if (!(await collect(cursor, kept, elementEnd))) return yield* lastElement(kept, scan, line)
    yield kept.raw(line)
    goesOn = passSeparator(cursor)
  }
  yield* await trailingProblem(cursor)
}
