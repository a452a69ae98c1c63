import { exactJson } from '../../src/json-stream/numeral.ts'
import type { ReadRecord } from '../../src/json-stream/read-records.ts'

/** Each record as `line: JSON`, each problem as `line! reason`. */
export function outline(records: readonly ReadRecord[]): string[] {
  return records.map((it) =>
    it.ok ? `${String(it.line)}: ${exactJson(it.record)}` : `${String(it.line)}! ${it.reason}`,
  )
}
