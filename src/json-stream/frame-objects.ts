import { CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET } from './byte-codes.ts'
import type { ByteCursor } from './byte-cursor.ts'
import { collect, type FindEnd } from './collect.ts'
import { frameLines, lineEnd } from './frame-lines.ts'
import { isSpace } from './is-space.ts'
import { problemReasons } from './problem-reasons.ts'
import type { RawRecord } from './raw-record.ts'
import { recordBuffer, type RecordBuffer } from './record-buffer.ts'
import { structureScan, type Stop, type StructureScan } from './structure-scan.ts'
import { trailingProblem } from './trailing-problem.ts'

const never: Stop = () => false

const outermostClose: Stop = (byte, depth) =>
  depth === 1 && (byte === CLOSE_BRACE || byte === CLOSE_BRACKET)

const spaceEnd: FindEnd = (chunk, from) => {
  let at = from
  while (isSpace(chunk[at])) at += 1
  return at
}

/** Takes the first line, following its structure on the way. */
async function takeLine(cursor: ByteCursor, kept: RecordBuffer, scan: StructureScan) {
  await collect(cursor, kept, (chunk, from) => {
    const end = lineEnd(chunk, from)
    scan.run(chunk.subarray(0, end), from, never)
    return end
  })
}

/**
 * Whether an open first line is a broken line of NDJSON: it is if another object begins on the
 * next one. Only after an opening bracket is that how a formatted list goes on.
 */
async function isBrokenLine(cursor: ByteCursor, kept: RecordBuffer): Promise<boolean> {
  const listOpens = kept.lastByte() === OPEN_BRACKET
  const more = await collect(cursor, kept, spaceEnd)
  return more && cursor.chunk[cursor.at] === OPEN_BRACE && !listOpens
}

/** The rest of a document of several lines. A too large one isn't read to its end. */
async function takeDocument(
  cursor: ByteCursor,
  kept: RecordBuffer,
  scan: StructureScan,
): Promise<boolean> {
  const findEnd: FindEnd = (chunk, from) =>
    kept.tooLarge() ? from : scan.run(chunk, from, outermostClose)
  const closed = await collect(cursor, kept, findEnd)
  if (!closed || kept.tooLarge()) return closed
  kept.add(cursor.chunk.subarray(cursor.at, cursor.at + 1), false)
  cursor.moveTo(cursor.at + 1)
  return true
}

/**
 * What begins with an object at the cursor: NDJSON if the first line is balanced (also as the
 * only one) or broken, else one document over several lines, after which nothing may follow.
 */
export async function* frameObjects(
  cursor: ByteCursor,
  maxBytes: number,
): AsyncGenerator<RawRecord, void> {
  const { line } = cursor
  const kept = recordBuffer(maxBytes)
  const scan = structureScan()
  await takeLine(cursor, kept, scan)
  if (scan.balanced() || (await isBrokenLine(cursor, kept))) {
    yield kept.raw(line)
    return yield* frameLines(cursor, maxBytes)
  }
  const closed = await takeDocument(cursor, kept, scan)
  if (closed || kept.tooLarge()) yield kept.raw(line)
  else yield { line, reason: problemReasons.unfinished }
  if (!kept.tooLarge()) yield* await trailingProblem(cursor)
}
