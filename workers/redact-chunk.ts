import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { together } from '../src/database/together.ts'
import { chunkStartName, forgetStarts } from '../src/jobs/job-starts.ts'
import { failedOutcome, outcomeOf, type Outcome } from '../src/jobs/outcome.ts'
import { appendEntry, type LedgerRecord } from '../src/ledger/append-entry.ts'
import { claimChunk, type ChunkId, type ClaimedChunk } from '../src/bulk/claim-chunk.ts'
import { letterOf, OUTCOME_OF, type Letter } from '../src/bulk/letters.ts'
import { recordChunk, type ChunkEffect } from '../src/bulk/record-chunk.ts'
import type { Turn } from '../src/bulk/turns.ts'
import { targetIdOf, type RedactionRequest } from '../src/request/redaction-request.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'
import { inSpan } from '../src/traces/in-span.ts'
import { byHalves } from './by-halves.ts'
import { decideLocked, decidePlanned, type Decided } from './decide-requests.ts'
import { eraseFor } from './erase-for.ts'
import type { PieceEffect, Work } from './piece-of-work.ts'
import { UNWATCHED, type WorkReport } from './work-report.ts'

export interface ChunkRun extends ChunkId {
  /** The start note to delete with the effect, when one was written. */
  readonly note?: string
  /** How to go on when the whole did not work: by halves, so that the bad row ends alone. */
  readonly byHalves?: boolean
  readonly report?: WorkReport
}

/**
 * One chunk, one transaction: claim, lock, decide, rewrite, record. Its items' outcomes, the ledger
 * entry and the next chunk's wakeup commit together or not at all.
 *
 * @returns what is to be delivered next
 */
export async function redactChunk(
  db: Db,
  workspace: string,
  run: ChunkRun,
): Promise<readonly Turn[]> {
  const since = performance.now()
  const { job, chunk } = run
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.job': job, 'unsaid.chunk': chunk }
  const done = await inSpan({ name: 'redact chunk', attributes }, () =>
    inWorkspace(db, workspace, (trx) => runClaimed(trx, workspace, run), 'by_key'),
  )
  if (!done) return []
  const { claimed, letters, recorded } = done
  const { report = UNWATCHED } = run
  report.committed(claimed.mode, letters.length, since)
  if (claimed.mode === 'run')
    report.counted(
      claimed.kind,
      letters.map((letter) => OUTCOME_OF[letter]),
    )
  if (recorded.isOver) await report.listEnded(workspace, job)
  return recorded.turns
}

async function runClaimed(trx: Trx, workspace: string, run: ChunkRun) {
  const claimed = await claimChunk(trx, workspace, run)
  if (!claimed) return undefined
  const effect = await effectOf(trx, workspace, claimed, run.byHalves ?? false)
  const [, , recorded] = await together([
    appendEntry(trx, workspace, effect.redacted),
    forgetNote(trx, workspace, run),
    recordChunk(trx, workspace, claimed, effect),
  ])
  return { claimed, letters: effect.letters, recorded }
}

async function forgetNote(trx: Trx, workspace: string, { note, job, chunk }: ChunkRun) {
  if (note === undefined) return
  await forgetStarts(trx, workspace, note, [chunkStartName(job, chunk)])
}

async function effectOf(
  trx: Trx,
  workspace: string,
  claimed: ClaimedChunk,
  isSplit: boolean,
): Promise<ChunkEffect & { readonly redacted: readonly LedgerRecord[] }> {
  const requests = claimed.items.flatMap(({ request }) => request ?? [])
  const { mode, kind, job, conversations } = claimed
  if (mode === 'plan') {
    const planned = await plan(trx, workspace, { requests, conversations })
    return { ...planned, letters: lettersOf(claimed, planned), redacted: [] }
  }
  const work = kind === 'erasure' ? eraseFor(job) : redactAll
  const effect = await (isSplit ? byHalves(work) : work)(trx, workspace, {
    requests,
    conversations,
  })
  const redacted = requests
    .filter((one) => effect.outcomes.get(one)?.kind === 'redacted')
    .map((one) => ledgerRecord(claimed, one))
  return { ...effect, letters: lettersOf(claimed, effect), redacted }
}

const plan: Work = async (trx, workspace, { requests }) =>
  decidedEffect(requests, await decidePlanned(trx, workspace, requests))

const redactAll: Work = async (trx, workspace, { requests }) => {
  const { decisions, locked } = await decideLocked(trx, workspace, requests)
  await redactTargets(
    trx,
    workspace,
    requests.filter((_, at) => decisions[at]?.kind === 'redact'),
    locked,
  )
  return decidedEffect(requests, decisions)
}

function decidedEffect(
  requests: readonly RedactionRequest[],
  decided: readonly Decided[],
): PieceEffect {
  const pairs = requests.flatMap((request, at): [RedactionRequest, Outcome][] => {
    const decision = decided[at]
    return decision ? [[request, outcomeOf(decision)]] : []
  })
  const files = decided.reduce((sum, one) => sum + one.files, 0)
  return { outcomes: new Map(pairs), files, unscrubbed: [] }
}

/** Broken items have their letters already. */
function lettersOf({ items }: ClaimedChunk, { outcomes }: PieceEffect): Letter[] {
  return items.map(({ letter, request }) => {
    const outcome = request === null ? undefined : outcomes.get(request)
    return letter ?? letterOf(outcome ?? failedOutcome('server_error'))
  })
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
