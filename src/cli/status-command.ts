import { jobErrors } from '../jobs/job-errors.ts'
import { findJob, type StoredJob } from '../jobs/find-jobs.ts'
import { watchOutcomes } from '../outcomes/watch-outcomes.ts'
import type { App } from '../setup/open-app.ts'
import { readStatus } from '../status/read-status.ts'
import { errorEntry } from '../error-list/error-list.ts'
import { EXIT } from './exit-code.ts'
import { refuse } from './refuse.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'

export interface StatusOptions extends CommonOptions {
  /** Seconds to wait for the end. */
  readonly wait: number
}

/** `unsaid status JOB` */
export async function statusCommand(id: string, options: StatusOptions): Promise<number> {
  return withSession(options, async (session) => {
    const app = await openForCommand(session)
    const job = await findJob(app.db, session.workspace, id)
    if (!job) return refuse(session, [errorEntry('job_not_found')])

    const ended = job.outcome !== null || (await endsWithin(session, app, id, options.wait))
    await printStatus(session, app, id)
    if (!ended) return EXIT.pending
    const latest = (await findJob(app.db, session.workspace, id)) ?? job
    return jobErrors(latest).length > 0 ? EXIT.refused : EXIT.done
  })
}

/** Prints how a job stands. */
export async function printStatus(session: Session, { db }: App, id: string): Promise<void> {
  const { config, workspace } = session
  const baseUrl = config.publicUrl ?? `http://${config.host}:${String(config.port)}`
  const status = await readStatus(db, workspace, id, { baseUrl, mayReadText: true })
  const job = await findJob(db, workspace, id)
  if (job) session.print(status, linesOf(job))
}

async function endsWithin(
  { closing, logger, workspace }: Session,
  app: App,
  id: string,
  seconds: number,
): Promise<boolean> {
  if (seconds === 0) return false
  const outcomes = closing.opened(watchOutcomes(app.db, app, logger), (one) => one.close())
  return (await outcomes.wait(workspace, id, seconds * 1_000)) !== undefined
}

function linesOf(job: StoredJob): string[] {
  const target = `${job.type} ${job.target_id} of conversation ${job.conversation_id}`
  const errors = jobErrors(job).map((one) => `  ${one.code}: ${one.message}`)
  return [`${job.outcome ?? job.state}: ${target} (job ${job.id})`, ...errors]
}
