import { byteCursor } from './byte-cursor.ts'
import { checkRaw } from './check-raw.ts'
import { frameArray } from './frame-array.ts'
import type { MemberArray } from './member-arrays.ts'
import type { ReadRecord } from './read-record.ts'

async function* once(bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield await Promise.resolve(bytes)
}

/**
 * Checks every element of a page's list by itself, just as if the list were the document.
 *
 * @param page the bytes of the whole page.
 * @param line the line the page begins on.
 */
export async function* checkPage(
  page: Buffer,
  list: MemberArray,
  line: number,
): AsyncGenerator<ReadRecord, void> {
  const cursor = byteCursor(once(page.subarray(0, list.to)), line)
  await cursor.more()
  cursor.moveTo(list.from)
  for await (const raw of frameArray(cursor, page.length)) {
    yield checkRaw(raw)
  }
}
