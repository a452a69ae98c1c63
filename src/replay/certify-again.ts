import { sql } from 'kysely'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { appendReplayed, type ReplayedRecord } from '../ledger/append-replayed.ts'
import { parseCertificateRecord } from '../ledger/stored-record.ts'
import { NOTHING_REPLAYED, type ReplayCounts } from './replay-counts.ts'
import type { DatedRecord, ReplayPlace } from './replay-handler.ts'

/**
 * Writes down again which certificates were issued, so that they can be proved by the chain that
 * goes on. What the ledger knows is left alone.
 */
export async function certifyAgain(
  { db, workspace }: ReplayPlace,
  dated: readonly DatedRecord[],
): Promise<ReplayCounts> {
  const records = dated.flatMap(({ record, entry }) => {
    const parsed = parseCertificateRecord(record)
    return parsed ? [{ entry, record: parsed }] : []
  })
  const lost = await inWorkspace(db, workspace, async (trx) => {
    const known = await digestsInLedger(trx, workspace, records)
    const missing = records.filter(({ record }) => !known.has(record.digest))
    await appendReplayed(trx, workspace, missing)
    return missing.length
  })
  return {
    ...NOTHING_REPLAYED,
    certificates: lost,
    unknown: dated.length - records.length,
  }
}

/** Entries are younger than their jobs, and so have greater ids. */
async function digestsInLedger(
  trx: Trx,
  workspace: string,
  records: readonly ReplayedRecord[],
): Promise<ReadonlySet<string>> {
  const [oldest] = records.map(({ record }) => record.job).sort()
  if (oldest === undefined) return new Set()
  await sql`set local statement_timeout = '30min'`.execute(trx)
  const { rows } = await sql<{ digest: string }>`
    select record ->> 7 as digest
      from ledger_entry cross join lateral jsonb_array_elements(records) record
     where workspace_id = ${workspace} and id >= ${oldest}
       and records -> -1 ->> 3 = 'certificate' and record ->> 3 = 'certificate'`.execute(trx)
  return new Set(rows.map(({ digest }) => digest))
}
