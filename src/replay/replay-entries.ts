import { addCounts, NOTHING_REPLAYED, type ReplayCounts } from './replay-counts.ts'
import type { DatedRecord, ReplayHandler, ReplayPlace } from './replay-handler.ts'
import { REPLAY_HANDLERS } from './replay-handlers.ts'
import type { ExportedEntry } from '../ledger/read-export.ts'
import { recordType, storedRecords } from '../ledger/stored-record.ts'

/** Records that one transaction replays at most. */
const MOST = 1_000

/**
 * Replays entries, in transactions of at most a thousand records. Whatever was done before a
 * failure stays done; running it again does the rest.
 */
export async function replayEntries(
  place: ReplayPlace,
  entries: AsyncIterable<ExportedEntry>,
): Promise<ReplayCounts> {
  let counts = NOTHING_REPLAYED
  let batch: DatedRecord[] = []
  const flush = async () => {
    counts = addCounts(counts, await replayBatch(place, batch))
    batch = []
  }
  for await (const { records, createdAt, entryId: entry } of entries) {
    for (const record of storedRecords(records)) {
      batch.push({ record, entry, createdAt })
      if (batch.length === MOST) await flush()
    }
  }
  if (batch.length > 0) await flush()
  return counts
}

async function replayBatch(
  place: ReplayPlace,
  batch: readonly DatedRecord[],
): Promise<ReplayCounts> {
  let counts = NOTHING_REPLAYED
  for (const [handle, records] of byHandler(batch)) {
    const more = handle
      ? await handle(place, records)
      : { ...NOTHING_REPLAYED, unknown: records.length }
    counts = addCounts(counts, more)
  }
  return counts
}

function byHandler(batch: readonly DatedRecord[]) {
  const groups = new Map<ReplayHandler | undefined, DatedRecord[]>()
  for (const dated of batch) {
    const handle = REPLAY_HANDLERS.get(recordType(dated.record))
    const group = groups.get(handle)
    if (group) group.push(dated)
    else groups.set(handle, [dated])
  }
  return groups
}
