import type { Db } from '../../src/database/connection.ts'
import { forgetSettledStarts, notedStarts } from '../../src/jobs/job-starts.ts'
import { failedOutcome } from '../../src/jobs/outcome.ts'
import { runExclusively } from '../../src/jobs/run-exclusively.ts'
import type { Logger } from '../../src/logger.ts'
import { createNotedRuns, type NotedStart } from '../noted-runs.ts'
import { runGroup } from './run-group.ts'
import { failJob } from './settle-failure.ts'
import { UNWATCHED, type WorkReport } from '../work-report.ts'

/** A job fails after so many starts, alone, from which no worker came back. */
const MOST_SOLO_STARTS = 5

/** Runs repeated deliveries: somebody may have died over one of their jobs. */
export interface Quarantine {
  /** @throws only when Postgres is away */
  run(workspace: string, jobs: readonly string[]): Promise<void>
}

/**
 * Before a repeated delivery is run a note of its jobs is committed; the effect deletes it. Jobs
 * that a note names already run alone, those with the fewest solo starts first. Only solo starts
 * count: five kills must not condemn the innocent.
 *
 * For the same reason a process runs one suspect at a time, so that no other dies with the killer,
 * and no two processes run the same one, so that a solo start found then is nobody's who lives.
 */
export function createQuarantine(
  db: Db,
  logger: Logger,
  report: WorkReport = UNWATCHED,
): Quarantine {
  const noted = createNotedRuns(db)
  const oneAtATime = createQueueOfOne()

  const runNoted = (start: NotedStart) =>
    noted(start, (note) => runGroup(db, { ...start, note, report }, logger))

  async function runAlone(workspace: string, job: string): Promise<void> {
    const starts = (await notedStarts(db, workspace, [job])).get(job) ?? 0
    if (starts < MOST_SOLO_STARTS) return runNoted({ workspace, jobs: [job], solo: true })
    logger.error({ workspace, job, starts }, 'a job is given up: no worker that ran it finished')
    await failJob(db, workspace, job, 'server_error')
    report.counted('redaction', [failedOutcome('server_error')])
  }

  return {
    async run(workspace, jobs) {
      const known = await notedStarts(db, workspace, jobs)
      const others = jobs.filter((job) => !known.has(job))
      if (others.length > 0) await runNoted({ workspace, jobs: others, solo: false })

      const suspects = [...known].sort(([, a], [, b]) => a - b).map(([job]) => job)
      for (const job of suspects) {
        await oneAtATime(() => runExclusively(db, workspace, job, () => runAlone(workspace, job)))
      }
      if (suspects.length > 0) await forgetSettledStarts(db, workspace)
    },
  }
}

function createQueueOfOne() {
  let last: Promise<unknown> = Promise.resolve()
  return (work: () => Promise<void>): Promise<void> => {
    const run = last.then(work)
    last = run.catch(() => undefined)
    return run
  }
}
