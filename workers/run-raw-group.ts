import type { Db } from '../src/database/connection.ts'
import type { Asked } from '../src/groups/gathering.ts'
import { acceptRaw, type RawRequest } from '../src/jobs/accept-raw.ts'
import type { Logger } from '../src/logger.ts'
import { redactRawGroup } from './redact-raw-group.ts'
import { runByHalves, type Failure } from './run-by-halves.ts'
import { runGroup, settleJob } from './run-group.ts'

/** A raw job somebody waits for; resolved with whether it is new. */
export type AskedRaw = Asked<RawRequest, boolean>

/**
 * Runs raw jobs of a workspace to their end. A bad one is stored and fails alone; one that can't be
 * stored is rejected alone. One whose id has a job already runs that job, if it has no outcome.
 *
 * @throws only when Postgres is away
 */
export async function runRawGroup(
  db: Db,
  { workspace, group }: { workspace: string; group: readonly AskedRaw[] },
  logger: Logger,
): Promise<void> {
  const [first, again] = firstOfEach(group)
  const known: AskedRaw[] = []
  const work = {
    async attempt(some: readonly AskedRaw[]) {
      const ids = await redactRawGroup(
        db,
        workspace,
        some.map(({ item }) => item),
      )
      for (const one of some) {
        if (ids.has(one.item.id)) known.push(one)
        else one.resolve(true)
      }
    },
    settle: (one: AskedRaw, failure: Failure) => settleRaw(db, { workspace, one, failure }, logger),
  }
  await runByHalves(work, first, logger)
  await runKnown(db, { workspace, group: [...known, ...again] }, logger)
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
  { workspace, group }: { workspace: string; group: readonly AskedRaw[] },
  logger: Logger,
): Promise<void> {
  if (group.length === 0) return
  const jobs = [...new Set(group.map(({ item }) => item.id))]
  await runGroup(db, { workspace, jobs }, logger)
  for (const one of group) one.resolve(false)
}

interface FailedRaw {
  readonly workspace: string
  readonly one: AskedRaw
  readonly failure: Failure
}

/** It is stored first, so that its failure can be polled, or its wakeup brings it back. */
async function settleRaw(db: Db, failed: FailedRaw, logger: Logger): Promise<void> {
  const { workspace, one, failure } = failed
  try {
    const isNew = await acceptRaw(db, workspace, one.item)
    await settleJob(db, { workspace, job: one.item.id, failure }, logger)
    one.resolve(isNew)
  } catch (error) {
    one.reject(error)
  }
}
