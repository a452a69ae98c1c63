import { isUtf8 } from 'node:buffer'
import { OPEN_BRACKET } from '../json-stream/byte-codes.ts'
import { byteCursor, type ByteCursor } from '../json-stream/byte-cursor.ts'
import { collect } from '../json-stream/collect.ts'
import { frameArray } from '../json-stream/frame-array.ts'
import { problemReasons } from '../json-stream/problem-reasons.ts'
import type { RawRecord } from '../json-stream/raw-record.ts'
import { recordBuffer } from '../json-stream/record-buffer.ts'
import { withoutBom } from '../json-stream/without-bom.ts'
import { decodeJson } from './decode-json.ts'
import { brokenItem, type Item } from './item.ts'
import { LARGEST_BATCH, LARGEST_PAGE, LONGEST_ITEM } from './limits.ts'
import { parseItem } from './parse-item.ts'
import { readJsonItems } from './read-json-items.ts'
import { UnreadableList } from './unreadable-list.ts'

/** A page's items lie two levels deeper than an item by itself. */
const DEEPEST_PAGE = 10

/**
 * Reads one JSON document: an array of items of any length, of which an item at a time is in
 * memory, or `{"items": […]}` of up to 5 MiB. An element that is broken, or longer than 64 KiB,
 * is that item's problem; `line` is the index + 1.
 *
 * @param chunks UTF-8, cut anywhere, with or without a byte order mark
 * @returns up to 1,000 items at a time
 * @throws UnreadableList when the document is neither, or ends too early or too late; items
 *   may have been handed over before
 */
export async function* readJsonList(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Item[], void> {
  const cursor = byteCursor(withoutBom(chunks))
  try {
    const isArray = (await cursor.skipSpace()) === OPEN_BRACKET
    yield* isArray ? elements(cursor) : inBatches(await pageItems(cursor))
  } finally {
    await cursor.close()
  }
}

async function* elements(cursor: ByteCursor): AsyncGenerator<Item[], void> {
  let items: Item[] = []
  let line = 0
  for await (const raw of frameArray(cursor, LONGEST_ITEM)) {
    line += 1
    items.push(elementOf(line, raw))
    if (items.length < LARGEST_BATCH) continue
    yield items
    items = []
  }
  if (items.length > 0) yield items
}

function elementOf(line: number, raw: RawRecord): Item {
  if ('bytes' in raw) {
    if (!isUtf8(raw.bytes)) return brokenItem(line, 'The item is not UTF-8')
    const value = decoded(raw.bytes)
    return value === undefined ? brokenItem(line, 'The item is not JSON') : parseItem(line, value)
  }
  if (raw.reason === problemReasons.tooLarge) {
    return brokenItem(line, 'The item is longer than 64 KiB')
  }
  const where = raw.reason === problemReasons.trailing ? 'goes on after' : 'ends before'
  throw new UnreadableList(`The list ${where} its closing bracket`)
}

/** An option beside the items (`dry_run`) is refused: to ignore it could redact for good. */
async function pageItems(cursor: ByteCursor): Promise<Item[]> {
  const kept = recordBuffer(LARGEST_PAGE)
  await collect(cursor, kept, (chunk) => chunk.length)
  if (kept.tooLarge()) {
    throw new UnreadableList('A JSON object may hold 5 MiB: use an array or one item per line')
  }
  const raw = kept.raw(1)
  const page = 'bytes' in raw ? decoded(raw.bytes, DEEPEST_PAGE) : undefined
  if (!hasItemsOnly(page)) {
    throw new UnreadableList('The list must be a JSON array or an object with only `items`')
  }
  return readJsonItems(page.items)
}

function hasItemsOnly(page: unknown): page is { readonly items: readonly unknown[] } {
  if (typeof page !== 'object' || page === null) return false
  return 'items' in page && Array.isArray(page.items) && Object.keys(page).length === 1
}

function decoded(bytes: Buffer, deepest?: number): unknown {
  return isUtf8(bytes) ? decodeJson(bytes.toString('utf8'), deepest) : undefined
}

function* inBatches(items: readonly Item[]): Generator<Item[], void> {
  for (let at = 0; at < items.length; at += LARGEST_BATCH) yield items.slice(at, at + LARGEST_BATCH)
}
