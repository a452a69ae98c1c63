import type { Db } from '../../src/database/connection.ts'
import { createGathering, type Asked } from '../../src/gathering/gathering.ts'
import { defaultLanes } from '../../src/default-lanes.ts'
import { createLanes, type Lanes } from '../../src/gathering/lanes.ts'
import { acceptRaw, type RawRequest } from '../../src/jobs/accept-raw.ts'
import type { Logger } from '../../src/logger.ts'
import { createQuarantine } from './quarantine.ts'
import { runGroup } from './run-group.ts'
import { runRawGroup } from './run-raw-group.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/** Runs single redactions: those that come at the same time for one workspace run together. */
export interface Singles {
  /**
   * Runs the jobs of a delivery to their end.
   *
   * @param repeated somebody may have died over them
   * @throws only when Postgres is away
   */
  runJobs(workspace: string, jobs: readonly string[], repeated: boolean): Promise<void>
  /**
   * Accepts a raw job and runs it to its end.
   *
   * @returns false when there is a job of its id
   * @throws when it can't be stored, or Postgres is away
   */
  runRaw(workspace: string, raw: RawRequest, repeated: boolean): Promise<boolean>
  /** Milliseconds for which the oldest of them waits for a lane; 0 if none does. */
  oldestWait(): number
  /** Jobs it wants in hand at most, so that no lane stands idle; repeated ones are not counted. */
  readonly most: number
}

/** Jobs in one transaction. */
const MOST_A_GROUP = 500

/** Each raw job is one of BullMQ's as well; with fewer of them in hand the collector copies less. */
const MOST_RAW_A_GROUP = 250

/** Groups in hand for each lane: the one that runs and the next ones. */
const GROUPS_A_LANE = 3

/** Repeated deliveries at once. They have lanes of their own: a suspect keeps his for long. */
const QUARANTINE_LANES = 2

/**
 * @param lanes where groups run; bulk work may share them
 * @param report who hears of what was done
 */
export function createSingles(
  db: Db,
  logger: Logger,
  lanes: Lanes = createLanes(defaultLanes()),
  report: WorkReport = UNWATCHED,
): Singles {
  const quarantine = createQuarantine(db, logger, report)
  const apart = createLanes(QUARANTINE_LANES)
  const jobs = createGathering<readonly string[], void>({
    ...{ lanes, most: MOST_A_GROUP, sizeOf: (ids) => ids.length },
    run: (workspace, group) => runAsked(db, { workspace, group, report }, logger),
  })
  const raws = createGathering<RawRequest, boolean>({
    lanes,
    most: MOST_RAW_A_GROUP,
    run: (workspace, group) => runRawGroup(db, { workspace, group, report }, logger),
  })
  return {
    runJobs: (workspace, ids, repeated) =>
      repeated ? apart.run(() => quarantine.run(workspace, ids)) : jobs.ask(workspace, ids),
    runRaw(workspace, raw, repeated) {
      if (!repeated) return raws.ask(workspace, raw)
      return apart.run(async () => {
        const isNew = await acceptRaw(db, workspace, raw)
        await quarantine.run(workspace, [raw.id])
        return isNew
      })
    },
    oldestWait: () => Math.max(jobs.oldestWait(), raws.oldestWait()),
    most: GROUPS_A_LANE * MOST_A_GROUP * lanes.count,
  }
}

interface AskedGroup {
  readonly workspace: string
  readonly group: readonly Asked<readonly string[], void>[]
  readonly report: WorkReport
}

async function runAsked(
  db: Db,
  { workspace, group, report }: AskedGroup,
  logger: Logger,
): Promise<void> {
  const jobs = [...new Set(group.flatMap(({ item }) => item))]
  await runGroup(db, { workspace, jobs, report }, logger)
  for (const one of group) one.resolve()
}
