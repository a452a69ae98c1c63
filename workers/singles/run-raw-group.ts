import type { Db } from '../../src/database/connection.ts'
import type { FailureKind } from '../../src/failure.ts'
import type { Asked } from '../../src/gathering/gathering.ts'
import { acceptRaw, type RawRequest } from '../../src/jobs/accept-raw.ts'
import type { Logger } from '../../src/logger.ts'
import { redactRawGroup } from '../../src/redact/redact-raw-group.ts'
import { runByHalves, type Failure } from './run-by-halves.ts'
import { runGroup, settleJob } from './run-group.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/** A raw job somebody waits for; resolved with whether it is new. */
export type AskedRaw = Asked<RawRequest, boolean>

interface RawGroup {
  readonly workspace: string
  readonly group: readonly AskedRaw[]
  readonly report?: WorkReport
}

/**
 * Runs raw jobs of a workspace to their end. A bad one is stored and fails alone; one that can't be
 * stored is rejected alone. One whose id has a job already runs that job, if it has no outcome.
 *
 * @throws only when Postgres is away
 */
export async function runRawGroup(
  db: Db,
  { workspace, group, report = UNWATCHED }: RawGroup,
  logger: Logger,
): Promise<void> {
  const [first, again] = firstOfEach(group)
  const known: AskedRaw[] = []
  const work = {
    async attempt(some: readonly AskedRaw[]) {
      const since = performance.now()
      const raws = some.map(({ item }) => item)
      const done = await redactRawGroup(db, workspace, raws)
      report.committed('raw_jobs', some.length, since)
      report.singlesEnded(workspace, done.ended)
      for (const one of some) {
        if (done.known.has(one.item.id)) known.push(one)
        else one.resolve(true)
      }
    },
    settle: (one: AskedRaw, failure: Failure) =>
      settleRaw(db, { workspace, one, failure, report }, logger),
    failed: (kind: FailureKind) => {
      report.failed('raw_jobs', kind)
    },
  }
  await runByHalves(work, first, logger)
  await runKnown(db, { workspace, group: [...known, ...again], report }, logger)
}

/** Of equal ids the first makes the job; the others find it made. */
function firstOfEach(group: readonly AskedRaw[]): [AskedRaw[], AskedRaw[]] {
  const ids = new Set<string>()
  const [first, again]: [AskedRaw[], AskedRaw[]] = [[], []]
  for (const one of group) {
    if (ids.has(one.item.id)) again.push(one)
    else first.push(one)
    ids.add(one.item.id)
  }
  return [first, again]
}

async function runKnown(
  db: Db,
  { workspace, group, report = UNWATCHED }: RawGroup,
  logger: Logger,
): Promise<void> {
  if (group.length === 0) return
  const jobs = [...new Set(group.map(({ item }) => item.id))]
  await runGroup(db, { workspace, jobs, report }, logger)
  for (const one of group) one.resolve(false)
}

interface FailedRaw {
  readonly workspace: string
  readonly one: AskedRaw
  readonly failure: Failure
  readonly report: WorkReport
}

/** It is stored first, so that its failure can be polled, or its wakeup brings it back. */
async function settleRaw(db: Db, failed: FailedRaw, logger: Logger): Promise<void> {
  const { workspace, one, failure, report } = failed
  try {
    const isNew = await acceptRaw(db, workspace, one.item)
    await settleJob(db, { workspace, job: one.item.id, failure, report }, logger)
    one.resolve(isNew)
  } catch (error) {
    one.reject(error)
  }
}
