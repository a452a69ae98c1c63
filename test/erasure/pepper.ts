import { importRecords, type ImportCounts } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { pepperOf } from '../../src/database/pepper.ts'
import { suppress } from '../../src/erasure/suppress.ts'
import type { JsonObject } from '../../src/json-stream/json-object.ts'
import type { ReadRecord } from '../../src/json-stream/read-record.ts'

export const PEPPER_SECRET = 'a pepper for the tests of erasure'
export const PEPPER = pepperOf(PEPPER_SECRET)

/** Unix seconds: when the erasures of these tests end. */
export const UNTIL = 1_800_000_000

/** Imports as a process that has the pepper. */
export async function importWithPepper(
  db: Db,
  workspace: string,
  ...objects: readonly object[]
): Promise<ImportCounts> {
  async function* records(): AsyncGenerator<ReadRecord> {
    for (const [line, record] of objects.entries()) {
      yield { ok: true, line, record: record as JsonObject, bytes: 1 }
    }
  }
  const onBad = (line: number, reason: string) => {
    throw new Error(`${line}! ${reason}`)
  }
  return importRecords(db, workspace, records(), { onBad, pepper: PEPPER })
}

export function suppressNow(
  db: Db,
  workspace: string,
  contacts: readonly string[],
  job = 'erasure-1',
): Promise<void> {
  const options = { until: new Date(UNTIL * 1000), job, pepper: PEPPER }
  return inWorkspace(db, workspace, (trx) => suppress(trx, workspace, contacts, options))
}
