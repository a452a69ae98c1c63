import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { addCounts, NOTHING_REPLAYED, type ReplayCounts } from './replay-counts.ts'
import { REPLAY_HANDLERS, type ReplayHandler } from './replay-handlers.ts'
import type { EntryContent } from '../ledger/sealed-entry.ts'
import { recordType, storedRecords, type StoredRecord } from '../ledger/stored-record.ts'

/** Records that one transaction replays at most. */
const MOST = 1_000

/**
 * Replays entries, in transactions of at most a thousand records. Whatever was done before a
 * failure stays done; running it again does the rest.
 */
export async function replayEntries(
  db: Db,
  workspace: string,
  entries: AsyncIterable<EntryContent>,
): Promise<ReplayCounts> {
  let counts = NOTHING_REPLAYED
  let batch: StoredRecord[] = []
  const flush = async () => {
    counts = addCounts(counts, await replayBatch(db, workspace, batch))
    batch = []
  }
  for await (const { records } of entries) {
    for (const record of storedRecords(records)) {
      batch.push(record)
      if (batch.length === MOST) await flush()
    }
  }
  if (batch.length > 0) await flush()
  return counts
}

function replayBatch(
  db: Db,
  workspace: string,
  batch: readonly StoredRecord[],
): Promise<ReplayCounts> {
  return inWorkspace(db, workspace, async (trx) => {
    let counts = NOTHING_REPLAYED
    for (const [handle, records] of byHandler(batch)) {
      const more = handle
        ? await handle(trx, workspace, records)
        : { ...NOTHING_REPLAYED, unknown: records.length }
      counts = addCounts(counts, more)
    }
    return counts
  })
}

function byHandler(batch: readonly StoredRecord[]) {
  const groups = new Map<ReplayHandler | undefined, StoredRecord[]>()
  for (const record of batch) {
    const handle = REPLAY_HANDLERS.get(recordType(record))
    const group = groups.get(handle)
    if (group) group.push(record)
    else groups.set(handle, [record])
  }
  return groups
}
