import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Trx } from '../database/in-workspace.ts'
import { compactRecord, type LedgerRecord } from './append-entry.ts'

/** A record of an export, and the entry that held it. */
export interface ReplayedRecord {
  readonly entry: string
  readonly record: LedgerRecord
}

/**
 * Appends the effects that a replay had, one entry for each that held them, under its id of then
 * if that is free: so a certificate still finds the entries that it names.
 */
export async function appendReplayed(
  trx: Trx,
  workspace: string,
  replayed: readonly ReplayedRecord[],
): Promise<void> {
  const entries = new Map<string, LedgerRecord[]>()
  for (const { entry, record } of replayed) {
    const group = entries.get(entry)
    if (group) group.push(record)
    else entries.set(entry, [record])
  }
  if (entries.size === 0) return
  const records = [...entries.values()].map((one) => JSON.stringify(one.map(compactRecord)))
  await sql`
    insert into ledger_entry (workspace_id, id, records)
    select ${workspace}, case when known.id is null then told.id else told.fresh end,
           told.records::jsonb
      from unnest(${[...entries.keys()]}::text[], ${records.map(() => uuidv7())}::text[],
                  ${records}::text[]) as told(id, fresh, records)
      left join ledger_entry known
        on known.workspace_id = ${workspace} and known.id = told.id collate "C"`.execute(trx)
}
