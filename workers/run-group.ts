import type { Db } from '../src/database/connection.ts'
import { describeFailure, failureKind } from '../src/failure.ts'
import type { Logger } from '../src/logger.ts'
import { redactGroup } from './redact-group.ts'
import { settleFailure } from './settle-failure.ts'

export interface Group {
  readonly workspace: string
  readonly jobs: readonly string[]
  /** The start note of this group, if one was written. */
  readonly note?: string
}

/**
 * Runs a group to its end. One that lost a conflict runs once more; one that fails otherwise is
 * split by halves until the bad job is alone, so that its neighbours do not notice.
 *
 * @throws only when Postgres is away: then nothing is wrong with the group
 */
export async function runGroup(db: Db, group: Group, logger: Logger): Promise<void> {
  const failure = await tryTwice(db, group)
  if (!failure) return

  const { workspace, jobs } = group
  const [job] = jobs
  if (job !== undefined && jobs.length === 1) {
    await settle(db, { workspace, job, failure }, logger)
    return
  }
  logger.info(
    { workspace, jobs: jobs.length, failure: describeFailure(failure.error) },
    'a group is split',
  )
  const middle = Math.ceil(jobs.length / 2)
  await runGroup(db, { workspace, jobs: jobs.slice(0, middle) }, logger)
  await runGroup(db, { workspace, jobs: jobs.slice(middle) }, logger)
}

interface Failure {
  readonly kind: 'conflict' | 'locked' | 'other'
  readonly error: unknown
}

async function tryTwice(db: Db, group: Group): Promise<Failure | undefined> {
  const first = await tryOnce(db, group)
  return first?.kind === 'conflict' ? tryOnce(db, group) : first
}

async function tryOnce(db: Db, { workspace, jobs, note }: Group): Promise<Failure | undefined> {
  try {
    await redactGroup(db, workspace, jobs, note)
    return undefined
  } catch (error) {
    const kind = failureKind(error)
    if (kind === 'away') throw error
    return { kind, error }
  }
}

interface FailedJob {
  readonly workspace: string
  readonly job: string
  readonly failure: Failure
}

/** When not even the failure can be stored the job's wakeup stays: its neighbours come first. */
async function settle(db: Db, failed: FailedJob, logger: Logger): Promise<void> {
  const { workspace, job, failure } = failed
  try {
    const settled = await settleFailure(db, workspace, job, failure.kind)
    logger.warn({ workspace, job, settled, err: failure.error }, 'a job failed')
  } catch (err) {
    if (failureKind(err) === 'away') throw err
    logger.error({ workspace, job, err }, "a job's failure could not be stored")
  }
}
