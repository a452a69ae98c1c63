import type { Trx } from '../database/in-workspace.ts'
import { redactAgain } from './redact-again.ts'
import type { ReplayCounts } from './replay-counts.ts'
import type { StoredRecord } from '../ledger/stored-record.ts'

/**
 * Has the effect of records again, in the caller's transaction, and appends an entry for what it
 * changed. Harmless where the effect is there already.
 */
export type ReplayHandler = (
  trx: Trx,
  workspace: string,
  records: readonly StoredRecord[],
) => Promise<ReplayCounts>

/** Who replays which type of record: a new type gets its line here. */
export const REPLAY_HANDLERS: ReadonlyMap<string, ReplayHandler> = new Map([
  ['conversation_part', redactAgain],
  ['source', redactAgain],
])
