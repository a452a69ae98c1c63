import { errorEntry } from '../error-list/error-list.ts'
import type { JobState } from '../database/tables.ts'
import { findReach } from '../erasure/find-reach.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { WITHHELD } from '../ledger/watch-unreplayed.ts'
import type { App } from '../setup/open-app.ts'
import { readStanding } from '../status/read-standing.ts'
import { readStatus } from '../status/read-status.ts'
import { apiUrlOf } from './api-url-of.ts'
import { EXIT } from './exit-code.ts'
import { openFollow } from './follow-job.ts'
import { isWithheld } from './is-withheld.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'
import { statusLines } from './status-lines.ts'

export interface StatusCommandOptions extends CommonOptions {
  /** Seconds to wait for the end; undefined: none. */
  readonly wait?: number
  /** Shows how far it is; without `wait` until the end. */
  readonly watch?: boolean
}

/** `unsaid status JOB` */
export async function statusCommand(id: string, options: StatusCommandOptions): Promise<number> {
  return withSession(options, async (session) => {
    const app = await openForCommand(session)
    const job = await findJob(app.db, session.workspace, id)
    if (!job) return refuseWith(session, [errorEntry('job_not_found')])
    await follow(session, app, id, options)
    return printStatus(session, app, id)
  })
}

async function follow(
  session: Session,
  app: App,
  id: string,
  { wait, watch = false }: StatusCommandOptions,
): Promise<void> {
  const seconds = wait ?? (watch ? undefined : 0)
  if (seconds !== 0) await openFollow(session, app, { seconds, lines: watch })(id)
}

/**
 * Prints how a job stands.
 *
 * @returns the exit code that says the same
 */
export async function printStatus(session: Session, { db }: App, id: string): Promise<number> {
  const { config, workspace } = session
  const baseUrl = apiUrlOf(config)
  const withheld = await isWithheld(session, db)
  const status = await readStatus(db, workspace, id, { baseUrl, mayReadText: !withheld })
  const job = await findJob(db, workspace, id)
  if (!job || !status) return refuseWith(session, [errorEntry('job_not_found')])
  if (withheld) session.say(WITHHELD)
  const reach = job.state === 'ready' ? await findReach(db, workspace, id) : undefined
  const wait = status.waits_for && (await readStanding(db, workspace, id))?.wait
  session.print(status, statusLines(workspace, job, status, { reach, wait }))
  return exitCodeOf(status.state)
}

function exitCodeOf(state: JobState): number {
  switch (state) {
    case 'succeeded':
      return EXIT.done
    case 'completed_with_errors':
    case 'failed':
    case 'canceled':
      return EXIT.refused
    case 'queued':
    case 'planning':
    case 'ready':
    case 'running':
      return EXIT.pending
  }
}
