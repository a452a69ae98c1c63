import type { Db } from '../src/database/connection.ts'
import { failureKind } from '../src/failure.ts'
import type { Logger } from '../src/logger.ts'
import { redactGroup } from './redact-group.ts'
import { runByHalves, type Failure } from './run-by-halves.ts'
import { settleFailure } from './settle-failure.ts'

export interface Group {
  readonly workspace: string
  readonly jobs: readonly string[]
  /** The start note of this group, if one was written. */
  readonly note?: string
}

/**
 * Runs a group of jobs to its end; a bad one fails alone.
 *
 * @throws only when Postgres is away: then nothing is wrong with the group
 */
export async function runGroup(db: Db, group: Group, logger: Logger): Promise<void> {
  const { workspace, jobs, note } = group
  const work = {
    attempt: (some: readonly string[]) =>
      redactGroup(db, workspace, some, some === jobs ? note : undefined),
    settle: (job: string, failure: Failure) => settleJob(db, { workspace, job, failure }, logger),
  }
  await runByHalves(work, jobs, logger)
}

export interface FailedJob {
  readonly workspace: string
  readonly job: string
  readonly failure: Failure
}

/**
 * Ends a job that failed alone. When not even the failure can be stored the job's wakeup stays:
 * its neighbours come first.
 *
 * @throws only when Postgres is away
 */
export async function settleJob(db: Db, failed: FailedJob, logger: Logger): Promise<void> {
  const { workspace, job, failure } = failed
  try {
    const settled = await settleFailure(db, workspace, job, failure.kind)
    logger.warn({ workspace, job, settled, err: failure.error }, 'a job failed')
  } catch (err) {
    if (failureKind(err) === 'away') throw err
    logger.error({ workspace, job, err }, "a job's failure could not be stored")
  }
}
