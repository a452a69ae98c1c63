import { sql } from 'kysely'
import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { failureKind } from '../src/failure.ts'
import { chunkStartName, forgetStarts } from '../src/jobs/job-starts.ts'
import { failedOutcome, outcomeOf, type Outcome } from '../src/jobs/outcome.ts'
import { appendEntry, type LedgerRecord } from '../src/ledger/append-entry.ts'
import { claimChunk, type ChunkId, type ClaimedChunk } from '../src/lists/claim-chunk.ts'
import { letterOf, type Letter } from '../src/lists/letters.ts'
import { recordChunk } from '../src/lists/record-chunk.ts'
import { targetIdOf, type RedactionRequest } from '../src/request/redaction-request.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'
import { decideLocked, decidePlanned } from './decide-requests.ts'
import { eraseChunk } from './erase-chunk.ts'

export interface ChunkRun extends ChunkId {
  /** The start note to delete with the effect, when one was written. */
  readonly note?: string
  /** How to go on when the whole did not work: by halves, so that the bad row ends alone. */
  readonly byHalves?: boolean
}

/**
 * One chunk, one transaction: claim, lock, decide, rewrite, record. Its items' outcomes, the ledger
 * entry and the next chunk's wakeup commit together or not at all.
 *
 * @returns the chunk to be delivered next, if there is one
 */
export async function redactChunk(
  db: Db,
  workspace: string,
  run: ChunkRun,
): Promise<number | undefined> {
  return inWorkspace(db, workspace, (trx) => runClaimed(trx, workspace, run), 'by_key')
}

async function runClaimed(trx: Trx, workspace: string, run: ChunkRun): Promise<number | undefined> {
  const claimed = await claimChunk(trx, workspace, run)
  if (!claimed) return undefined
  const requests = claimed.items.flatMap(({ request }) => request ?? [])
  const outcomes = await outcomesOf(trx, workspace, { claimed, requests, run })
  if (run.note !== undefined) {
    await forgetStarts(trx, workspace, run.note, [chunkStartName(run.job, run.chunk)])
  }
  return recordChunk(trx, workspace, claimed, lettersOf(claimed, outcomes))
}

interface ChunkWork {
  readonly claimed: ClaimedChunk
  readonly requests: readonly RedactionRequest[]
  readonly run: ChunkRun
}

async function outcomesOf(
  trx: Trx,
  workspace: string,
  { claimed, requests, run }: ChunkWork,
): Promise<Outcome[]> {
  if (claimed.mode === 'plan') {
    return (await decidePlanned(trx, workspace, requests)).map(outcomeOf)
  }
  const redact = claimed.kind === 'erasure' ? eraseAll(claimed) : redactAll
  const outcomes = await (run.byHalves ? byHalves(redact) : redact)(trx, workspace, requests)
  const redacted = requests.filter((_, at) => outcomes[at]?.kind === 'redacted')
  await appendEntry(
    trx,
    workspace,
    redacted.map((request) => ledgerRecord(claimed, request)),
  )
  return outcomes
}

type Redact = (
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
) => Promise<Outcome[]>

function eraseAll(claimed: ClaimedChunk): Redact {
  return (trx, workspace, requests) => eraseChunk(trx, workspace, claimed, requests)
}

async function redactAll(
  trx: Trx,
  workspace: string,
  requests: readonly RedactionRequest[],
): Promise<Outcome[]> {
  const decisions = await decideLocked(trx, workspace, requests)
  await redactTargets(
    trx,
    workspace,
    requests.filter((_, at) => decisions[at]?.kind === 'redact'),
  )
  return decisions.map(outcomeOf)
}

/** Each half in a savepoint of its own: what fails is taken back, its neighbours stay. */
function byHalves(redact: Redact): Redact {
  return async function redactHalves(trx, workspace, requests): Promise<Outcome[]> {
    await sql`savepoint half`.execute(trx)
    try {
      const outcomes = await redact(trx, workspace, requests)
      await sql`release savepoint half`.execute(trx)
      return outcomes
    } catch (error) {
      const kind = failureKind(error)
      if (kind === 'away' || kind === 'conflict') throw error
      await sql`rollback to savepoint half`.execute(trx)
      if (requests.length === 1) {
        return [failedOutcome(kind === 'locked' ? 'service_unavailable' : 'server_error')]
      }
      if (requests.length === 0) throw error
    }
    const middle = Math.ceil(requests.length / 2)
    const first = await redactHalves(trx, workspace, requests.slice(0, middle))
    return [...first, ...(await redactHalves(trx, workspace, requests.slice(middle)))]
  }
}

/** Broken items have their letters already. */
function lettersOf({ items }: ClaimedChunk, outcomes: readonly Outcome[]): Letter[] {
  const rest = outcomes.values()
  return items.map(
    ({ letter }) => letter ?? letterOf(rest.next().value ?? failedOutcome('server_error')),
  )
}

function ledgerRecord(claimed: ClaimedChunk, request: RedactionRequest): LedgerRecord {
  return {
    ...{ job: claimed.job, requestedBy: claimed.requestedBy, reason: claimed.reason },
    type: request.type,
    conversationId: request.conversationId,
    targetId: targetIdOf(request),
    outcome: 'redacted',
  }
}
