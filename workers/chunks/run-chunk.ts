import type { ChunkId } from '../../src/bulk/claim-chunk.ts'
import { OUTCOME_OF } from '../../src/bulk/letters.ts'
import { postponeChunk } from '../../src/bulk/postpone-chunk.ts'
import { CanceledMeanwhile } from '../../src/bulk/record-chunk.ts'
import type { Turn } from '../../src/bulk/turns.ts'
import type { Db } from '../../src/database/connection.ts'
import { erasePieceFor } from '../../src/erasure/erase-piece.ts'
import { describeFailure, failureKind } from '../../src/failure.ts'
import type { Logger } from '../../src/logger.ts'
import { redactPiece } from '../../src/redact/piece-of-work.ts'
import { redactChunk, type ChunkRun } from '../../src/redact/redact-chunk.ts'
import { mayTryAgain } from '../may-try-again.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/** A chunk that a worker was handed. */
export interface ChunkTaken extends ChunkId {
  /** The start note to delete with the effect, when one was written. */
  readonly note?: string
  readonly report?: WorkReport
}

/**
 * Runs a chunk to its end. One that lost a conflict runs once more; one that fails otherwise runs
 * by halves until the bad row is alone. A row that somebody else holds is waited for, in later
 * deliveries, before its item fails; so is a table that a publication keeps from being written,
 * for as long as that takes.
 *
 * @returns what is to be delivered next
 * @throws when Postgres is away, or nothing helps: its wakeup stays
 */
export async function runChunk(
  db: Db,
  workspace: string,
  { report = UNWATCHED, ...taken }: ChunkTaken,
  logger: Logger,
): Promise<readonly Turn[]> {
  const run: WatchedRun = { ...taken, workOf, report }
  try {
    return await tryAgain(db, workspace, run)
  } catch (error) {
    if (failureKind(error) === 'away') throw error
    const { job, chunk } = run
    const failure = describeFailure(error)
    if (failureKind(error) === 'unwritable') {
      logger.warn({ workspace, job, chunk, failure }, 'a chunk waits: nothing can be written')
      return []
    }
    logger.info({ workspace, job, chunk, failure }, 'a chunk is split')
    if (failureKind(error) === 'locked' && (await postponeChunk(db, workspace, run))) return []
    return await tryOnce(db, workspace, { ...run, byHalves: true })
  }
}

const workOf: ChunkRun['workOf'] = (kind, job) =>
  kind === 'erasure' ? erasePieceFor(job) : redactPiece

type WatchedRun = ChunkRun & { readonly report: WorkReport }

async function tryAgain(db: Db, workspace: string, run: WatchedRun): Promise<readonly Turn[]> {
  const since = performance.now()
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryOnce(db, workspace, run)
    } catch (error) {
      if (!mayTryAgain(failureKind(error), tries, since)) throw error
    }
  }
}

/** A job that was canceled while we worked is done with: the next claim drops the wakeup. */
async function tryOnce(db: Db, workspace: string, run: WatchedRun): Promise<readonly Turn[]> {
  try {
    return await redactWatched(db, workspace, run)
  } catch (error) {
    if (error instanceof CanceledMeanwhile) return redactWatched(db, workspace, run)
    // Counted whatever the mode: what failed was not told.
    run.report.failed('run', failureKind(error))
    throw error
  }
}

async function redactWatched(db: Db, workspace: string, run: WatchedRun): Promise<readonly Turn[]> {
  const since = performance.now()
  const done = await redactChunk(db, workspace, run)
  if (!done) return []
  const { claimed, letters, recorded } = done
  const { report } = run
  report.committed(claimed.mode, letters.length, since)
  if (claimed.mode === 'run') {
    report.counted(
      claimed.kind,
      letters.map((letter) => OUTCOME_OF[letter]),
    )
  }
  if (recorded.isOver) await report.listEnded(workspace, run.job)
  return recorded.turns
}
