import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { failureKind } from '../failure.ts'
import { decideWithoutRules, type Decision } from '../eligibility/decide.ts'
import { requestOf, type RedactionRequest } from '../request/redaction-request.ts'
import { targetKeyOf } from '../request/target-key.ts'
import type { Decided } from '../redact/decide-each.ts'
import { redact } from '../redact/redact.ts'
import { storeOf } from '../redact/store-of.ts'
import type { RedactionRecord } from '../ledger/append-entry.ts'
import { appendReplayed, type ReplayedRecord } from '../ledger/append-replayed.ts'
import { NOTHING_REPLAYED, type ReplayCounts } from './replay-counts.ts'
import { parseLedgerRecord } from '../ledger/stored-record.ts'
import type { DatedRecord, ReplayPlace } from './replay-handler.ts'

/**
 * Redacts the messages of records again, in one transaction: lock, decide, rewrite, entry, as it
 * was done first, for the job and the reason of then. What is redacted already is left alone, so
 * that it may be done any number of times.
 */
export async function redactAgain(
  { db, workspace }: ReplayPlace,
  dated: readonly DatedRecord[],
): Promise<ReplayCounts> {
  const known = dated.flatMap(({ record, entry }) => {
    const parsed = parseLedgerRecord(record)
    return parsed ? [{ entry, record: parsed, request: requestOf(parsed) }] : []
  })
  const redactKnown = () =>
    inWorkspace(db, workspace, (trx) => redactRecords(trx, workspace, known))
  const counts = await redactKnown().catch((error: unknown) => {
    if (failureKind(error) !== 'conflict') throw error
    return redactKnown()
  })
  return { ...NOTHING_REPLAYED, ...counts, unknown: dated.length - known.length }
}

interface KnownRecord extends ReplayedRecord {
  readonly record: RedactionRecord
  readonly request: RedactionRequest
}

async function redactRecords(
  trx: Trx,
  workspace: string,
  known: readonly KnownRecord[],
): Promise<Partial<ReplayCounts>> {
  const { decided } = await redact({
    asked: onePerTarget(known),
    lock: async (requests) => (await storeOf(trx, workspace)).lock(trx, workspace, requests),
    // The ledger says that it was redacted, by an erasure whoever wrote it.
    rule: decideWithoutRules,
    record: (records) => [appendReplayed(trx, workspace, redactedOf(records))],
  })
  const count = (wanted: Decision['kind']) =>
    decided.filter(({ decision }) => decision.kind === wanted).length
  return {
    redacted: count('redact'),
    already_redacted: count('already_redacted'),
    not_found: count('not_found'),
  }
}

function redactedOf(decided: readonly Decided<KnownRecord>[]): KnownRecord[] {
  return decided.flatMap(({ one, decision }) => (decision.kind === 'redact' ? one : []))
}

function onePerTarget(records: readonly KnownRecord[]): KnownRecord[] {
  return [...new Map(records.map((one) => [targetKeyOf(one.request), one])).values()]
}
