import { checkRecord } from './check-record.ts'
import type { RawRecord } from './raw-record.ts'
import type { ReadRecord } from './read-record.ts'

/** Checks a record, or hands on why there is none. */
export function checkRaw(raw: RawRecord): ReadRecord {
  return 'reason' in raw ? { ok: false, ...raw } : checkRecord(raw.bytes, raw.line)
}
