import { failureKind } from '../failure.ts'
import type { Db } from '../database/connection.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import { watchOutcomes } from '../status/watch-outcomes.ts'
import type { App } from '../setup/open-app.ts'
import { readStanding } from '../status/read-standing.ts'
import { openProgress, type Progress } from './show-progress.ts'
import type { Session } from './session.ts'
import { waitText } from './wait-text.ts'

/**
 * Follows a job until it has ended, or is planned.
 *
 * @returns undefined when the time is up
 */
export type FollowJob = (job: string) => Promise<StoredJob | undefined>

export interface FollowOptions {
  /** Undefined: however long it takes. */
  readonly seconds: number | undefined
  /** Whether lines tell of progress where there is no terminal for a bar. */
  readonly lines: boolean
}

/** Milliseconds between two looks at the progress. */
const LOOK_EVERY = 500

/** Opens what it takes to follow jobs, and to show how far they are. */
export function openFollow(
  session: Session,
  app: App,
  { seconds = Infinity, lines }: FollowOptions,
): FollowJob {
  const { closing, logger, workspace } = session
  const outcomes = closing.opened(watchOutcomes(app.db, app, logger), (one) => one.close())
  const view = openProgress(session, lines)
  return async function follow(job) {
    const deadline = performance.now() + seconds * 1_000
    try {
      for (;;) {
        const left = deadline - performance.now()
        const wait = Math.max(0, Math.min(left, LOOK_EVERY))
        const settled = await outcomes.wait(workspace, job, wait)
        if (settled || left <= 0) return settled
        const progress = await lookAgainLater(readProgress(app.db, workspace, job))
        if (progress) view.show(progress)
      }
    } finally {
      view.end()
    }
  }
}

/** A database that is away for a moment costs a look, not the command. */
async function lookAgainLater<T>(look: Promise<T>): Promise<T | undefined> {
  try {
    return await look
  } catch (error) {
    if (failureKind(error) !== 'away') throw error
    return undefined
  }
}

async function readProgress(db: Db, workspace: string, job: string): Promise<Progress> {
  const standing = await readStanding(db, workspace, job)
  const list = standing?.list
  const waits = standing?.wait && waitText(standing.wait)
  if (!list) return { doing: 'done', processed: 0, total: 1, waits }
  return list.plan && !list.runAt
    ? { doing: 'planned', processed: list.plan.processed, total: list.plan.total, waits }
    : { doing: 'done', processed: list.progress.processed, total: list.progress.total, waits }
}
