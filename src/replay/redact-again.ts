import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { failureKind } from '../failure.ts'
import type { Target } from '../eligibility/target.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { keyOf, lockTargets } from '../rewrite/lock-targets.ts'
import { redactTargets } from '../rewrite/redact-targets.ts'
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
    return parsed ? [{ entry, record: parsed }] : []
  })
  const redactKnown = () => inWorkspace(db, workspace, (trx) => redact(trx, workspace, known))
  const counts = await redactKnown().catch((error: unknown) => {
    if (failureKind(error) !== 'conflict') throw error
    return redactKnown()
  })
  return { ...NOTHING_REPLAYED, ...counts, unknown: dated.length - known.length }
}

interface KnownRecord extends ReplayedRecord {
  readonly record: RedactionRecord
}

async function redact(
  trx: Trx,
  workspace: string,
  known: readonly KnownRecord[],
): Promise<Partial<ReplayCounts>> {
  const records = onePerTarget(known)
  const targets = await lockTargets(trx, workspace, records.map(requestOf))
  const decided = records.map((one) => ({ one, kind: kindOf(targets.of(requestOf(one))) }))
  const effects = decided.filter(({ kind }) => kind === 'redact').map(({ one }) => one)

  await redactTargets(trx, workspace, effects.map(requestOf), targets)
  await appendReplayed(trx, workspace, effects)
  const count = (wanted: (typeof decided)[number]['kind']) =>
    decided.filter(({ kind }) => kind === wanted).length
  return {
    redacted: effects.length,
    already_redacted: count('already_redacted'),
    not_found: count('not_found'),
  }
}

/** No rule is asked again: the ledger says that it was redacted, by an erasure whoever wrote it. */
function kindOf(target: Target | undefined): 'redact' | 'already_redacted' | 'not_found' {
  if (!target) return 'not_found'
  return target.redacted ? 'already_redacted' : 'redact'
}

function onePerTarget(records: readonly KnownRecord[]): KnownRecord[] {
  return [...new Map(records.map((one) => [keyOf(requestOf(one)), one])).values()]
}

function requestOf({ record }: KnownRecord): RedactionRequest {
  const { type, conversationId, targetId } = record
  return type === 'source'
    ? { type, conversationId, sourceId: targetId }
    : { type, conversationId, conversationPartId: targetId }
}
