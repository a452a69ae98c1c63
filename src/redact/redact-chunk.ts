import { claimChunk, type ChunkId, type ClaimedChunk } from '../bulk/claim-chunk.ts'
import { letterOf, type Letter } from '../bulk/letters.ts'
import { readAhead } from '../bulk/read-ahead.ts'
import { recordChunk, type ChunkEffect, type RecordedChunk } from '../bulk/record-chunk.ts'
import { standBack } from '../bulk/stand-back.ts'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import type { JobKind } from '../database/tables.ts'
import { together } from '../database/together.ts'
import { chunkStartName, forgetStarts } from '../jobs/job-starts.ts'
import { failedOutcome } from '../jobs/outcome.ts'
import { appendEntry, type LedgerRecord } from '../ledger/append-entry.ts'
import { inSpan } from '../traces/in-span.ts'
import { storeCopyCounts } from './copy-counts.ts'
import { byHalves } from './by-halves.ts'
import { planPiece, type PieceEffect, type Work } from './piece-of-work.ts'
import { redactionRecord } from './redaction-record.ts'
import { storeOf } from './store-of.ts'

export interface ChunkRun extends ChunkId {
  /** How a chunk of a job of that kind is redacted. */
  readonly workOf: (kind: JobKind, job: string) => Work
  /** The start note to delete with the effect, when one was written. */
  readonly note?: string
  /** How to go on when the whole did not work: by halves, so that the bad row ends alone. */
  readonly byHalves?: boolean
}

export interface RedactedChunk {
  readonly claimed: ClaimedChunk
  /** What became of its items, or would. */
  readonly letters: readonly Letter[]
  readonly recorded: RecordedChunk
}

/**
 * One chunk, one transaction: it is claimed, and its items are redacted, or planned. Their outcomes,
 * the ledger entry and the next chunk's wakeup commit together or not at all.
 *
 * @returns undefined when there was nothing to do
 */
export async function redactChunk(
  db: Db,
  workspace: string,
  run: ChunkRun,
): Promise<RedactedChunk | undefined> {
  const { job, chunk } = run
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.job': job, 'unsaid.chunk': chunk }
  return inSpan({ name: 'redact chunk', attributes }, () =>
    inWorkspace(db, workspace, (trx) => runClaimed(trx, workspace, run), 'by_key'),
  )
}

async function runClaimed(
  trx: Trx,
  workspace: string,
  run: ChunkRun,
): Promise<RedactedChunk | undefined> {
  const claimed = await claimChunk(trx, workspace, run)
  if (!claimed) return undefined
  const effect = await effectOf(trx, workspace, claimed, run)
  const store = await storeOf(trx, workspace)
  const [, , , recorded] = await together([
    appendEntry(trx, workspace, effect.redacted),
    forgetNote(trx, workspace, run),
    storeCopyCounts(trx, workspace, run.job, effect.copies),
    recordChunk(trx, workspace, claimed, effect),
    ...(store.waiters ? [standBack(trx, workspace, store.waiters())] : []),
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
  run: ChunkRun,
): Promise<
  ChunkEffect & Pick<PieceEffect, 'copies'> & { readonly redacted: readonly LedgerRecord[] }
> {
  const requests = claimed.items.flatMap(({ request }) => request ?? [])
  const { conversations } = claimed
  const ahead = {
    job: run.job,
    read: (within: Trx, most: number) => readAhead(within, workspace, run, most),
  }
  const work = workFor(claimed, run)
  const effect = await work(trx, workspace, { requests, conversations, ahead })
  const isPlan = claimed.mode === 'plan'
  const redacted = requests.filter((one) => effect.outcomes.get(one)?.kind === 'redacted')
  return {
    ...effect,
    letters: lettersOf(claimed, effect),
    redacted: isPlan ? [] : redacted.map((request) => redactionRecord({ ...claimed, request })),
  }
}

function workFor({ mode, kind, job }: ClaimedChunk, run: ChunkRun): Work {
  if (mode === 'plan') return planPiece
  const work = run.workOf(kind, job)
  return run.byHalves ? byHalves(work) : work
}

/** Broken items have their letters already. */
function lettersOf({ items }: ClaimedChunk, { outcomes }: PieceEffect): Letter[] {
  return items.map(({ letter, request }) => {
    const outcome = request === null ? undefined : outcomes.get(request)
    return letter ?? letterOf(outcome ?? failedOutcome('server_error'))
  })
}
