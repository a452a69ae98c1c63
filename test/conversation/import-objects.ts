import { importRecords, type ImportCounts } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'

export interface Imported {
  readonly counts: ImportCounts
  /** What was refused, as `line! reason`. */
  readonly bad: readonly string[]
  /** What was told beside it, in the same way. */
  readonly warnings: readonly string[]
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text))
}

/** Imports NDJSON the way the command does: bytes, records, rows. */
export async function importText(db: Db, workspace: string, text: string): Promise<Imported> {
  const bad: string[] = []
  const warnings: string[] = []
  const counts = await importRecords(db, workspace, readRecords(once(text)), {
    onBad: (line, reason) => bad.push(`${String(line)}! ${reason}`),
    onWarning: (line, reason) => warnings.push(`${String(line)}! ${reason}`),
  })
  return { counts, bad, warnings }
}

/** Imports objects, one in a line. */
export function importObjects(
  db: Db,
  workspace: string,
  ...objects: readonly unknown[]
): Promise<Imported> {
  return importText(db, workspace, objects.map((one) => JSON.stringify(one)).join('\n'))
}
