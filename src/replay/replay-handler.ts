import type { Db } from '../database/connection.ts'
import type { Pepper } from '../database/pepper.ts'
import type { ExportedEntry } from '../ledger/read-export.ts'
import type { StoredRecord } from '../ledger/stored-record.ts'
import type { ReplayCounts } from './replay-counts.ts'

/** Where records are replayed. */
export interface ReplayPlace {
  readonly db: Db
  readonly workspace: string
  /** Without it nobody can be kept from coming back, so erasures of contacts count as unknown. */
  readonly pepper?: Pepper | undefined
}

/** A record, the entry that held it, and when its effect was had. */
export interface DatedRecord {
  readonly record: StoredRecord
  readonly entry: ExportedEntry['entryId']
  readonly createdAt: ExportedEntry['createdAt']
}

/**
 * Has the effect of records again, and appends an entry for what it changed. Harmless where the
 * effect is there already.
 */
export type ReplayHandler = (
  place: ReplayPlace,
  records: readonly DatedRecord[],
) => Promise<ReplayCounts>
