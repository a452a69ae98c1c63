import { byteCursor } from './byte-cursor.ts'
import { checkPage } from './check-page.ts'
import { checkRaw } from './check-raw.ts'
import { frameRecords } from './frame-records.ts'
import { undamaged } from './undamaged.ts'
import { isPage } from './is-page.ts'
import type { MemberArray } from './member-arrays.ts'
import { pageList } from './page-list.ts'
import type { RawRecord } from './raw-record.ts'
import type { ReadRecord } from './read-record.ts'
import { withoutBom } from './without-bom.ts'

export type { JsonObject } from './json-object.ts'
export type { ReadRecord } from './read-record.ts'

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024

/** The list of a page, which may also hide in a record that doesn't pass as a whole. */
function listIn(bytes: Buffer, checked: ReadRecord): MemberArray | undefined {
  return checked.ok && !isPage(checked.record) ? undefined : pageList(bytes)
}

async function* checked(raw: RawRecord): AsyncGenerator<ReadRecord, void> {
  const record = checkRaw(raw)
  if ('reason' in raw) return yield* [record]
  const list = listIn(raw.bytes, record)
  yield* list === undefined ? [record] : checkPage(raw.bytes, list, raw.line)
}

/**
 * Yields every record of a stream of UTF-8 bytes, in order, each checked by itself.
 *
 * The input's form is recognised from its bytes: a JSON array of records, NDJSON, one record, or
 * a page (a list of conversations or contacts), which may also be a line or an element and stands
 * for the records in it. No more than one record or page is held in memory. A record that is
 * broken or refused is yielded as a problem and does no harm to the next, as far as the structure
 * of the input still shows where that begins. Empty input has no records. Leaving the loop early
 * lets go of the input. Input that is packed by gzip is unpacked.
 *
 * @param input chunks cut anywhere; each may be reused by its source once the next is asked for.
 * @param limits `maxBytes`: the size up to which a record or page is read, 64 MiB by default.
 * @throws only what `input` itself throws.
 */
export async function* readRecords(
  input: AsyncIterable<Uint8Array>,
  limits: { readonly maxBytes?: number } = {},
): AsyncGenerator<ReadRecord, void> {
  const { bytes, problem } = undamaged(input)
  const cursor = byteCursor(withoutBom(bytes))
  try {
    const raws = await frameRecords(cursor, limits.maxBytes ?? DEFAULT_MAX_BYTES)
    for await (const raw of raws) {
      for await (const record of checked(raw)) yield record
    }
    const reason = problem()
    if (reason !== undefined) yield { ok: false, line: cursor.line, reason }
  } finally {
    await cursor.close()
  }
}
