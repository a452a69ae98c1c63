import type { Db } from '../../src/database/connection.ts'
import { failureKind, type FailureKind } from '../../src/failure.ts'
import { failedOutcome } from '../../src/jobs/outcome.ts'
import type { Logger } from '../../src/logger.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { runByHalves, type Failure } from './run-by-halves.ts'
import { settleFailure } from './settle-failure.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

export interface Group {
  readonly workspace: string
  readonly jobs: readonly string[]
  /** The start note of this group, if one was written. */
  readonly note?: string
  readonly report?: WorkReport
}

/**
 * Runs a group of jobs to its end; a bad one fails alone.
 *
 * @throws only when Postgres is away: then nothing is wrong with the group
 */
export async function runGroup(db: Db, group: Group, logger: Logger): Promise<void> {
  const { workspace, jobs, note, report = UNWATCHED } = group
  const work = {
    async attempt(some: readonly string[]) {
      const since = performance.now()
      const ended = await redactGroup(db, workspace, some, some === jobs ? note : undefined)
      report.committed('redactions', some.length, since)
      report.singlesEnded(workspace, ended)
    },
    settle: (job: string, failure: Failure) =>
      settleJob(db, { workspace, job, failure, report }, logger),
    failed: (kind: FailureKind) => {
      report.failed('redactions', kind)
    },
  }
  await runByHalves(work, jobs, logger)
}

export interface FailedJob {
  readonly workspace: string
  readonly job: string
  readonly failure: Failure
  readonly report: WorkReport
}

/**
 * Ends a job that failed alone. When not even the failure can be stored the job's wakeup stays:
 * its neighbours come first.
 *
 * @throws only when Postgres is away
 */
export async function settleJob(db: Db, failed: FailedJob, logger: Logger): Promise<void> {
  const { workspace, job, failure, report } = failed
  try {
    const settled = await settleFailure(db, workspace, job, failure.kind)
    if (settled !== 'postponed') report.counted('redaction', [failedOutcome(settled)])
    logger.warn({ workspace, job, settled, err: failure.error }, 'a job failed')
  } catch (err) {
    if (failureKind(err) === 'away') throw err
    logger.error({ workspace, job, err }, "a job's failure could not be stored")
  }
}
