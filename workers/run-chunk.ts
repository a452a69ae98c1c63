import type { Db } from '../src/database/connection.ts'
import { describeFailure, failureKind } from '../src/failure.ts'
import { postponeChunk } from '../src/bulk/postpone-chunk.ts'
import { CanceledMeanwhile } from '../src/bulk/record-chunk.ts'
import type { Turn } from '../src/bulk/turns.ts'
import type { Logger } from '../src/logger.ts'
import { redactChunk, type ChunkRun } from './redact-chunk.ts'

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
  run: ChunkRun,
  logger: Logger,
): Promise<readonly Turn[]> {
  try {
    return await tryTwice(db, workspace, run)
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

async function tryTwice(db: Db, workspace: string, run: ChunkRun): Promise<readonly Turn[]> {
  try {
    return await tryOnce(db, workspace, run)
  } catch (error) {
    if (failureKind(error) !== 'conflict') throw error
    return tryOnce(db, workspace, run)
  }
}

/** A job that was canceled while we worked is done with: the next claim drops the wakeup. */
async function tryOnce(db: Db, workspace: string, run: ChunkRun): Promise<readonly Turn[]> {
  try {
    return await redactChunk(db, workspace, run)
  } catch (error) {
    // Counted whatever the mode: what failed was not told.
    if (!(error instanceof CanceledMeanwhile)) run.report?.failed('run', failureKind(error))
    if (!(error instanceof CanceledMeanwhile)) throw error
    return redactChunk(db, workspace, run)
  }
}
