import { findJob } from '../jobs/find-jobs.ts'
import { stopJob } from '../erasure/stop-job.ts'
import { findLists } from '../bulk/find-lists.ts'
import type { App } from '../setup/open-app.ts'
import { cancelRefusal, whyNotCanceled } from '../status/step-refusals.ts'
import { ask, canAsk } from './ask.ts'
import { EXIT } from './exit-code.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'
import { printStatus } from './status-command.ts'
import { typed } from './typed.ts'

export interface CancelCommandOptions extends CommonOptions {
  readonly yes?: boolean
}

/** `unsaid cancel JOB`: from its commit on nothing more of the job is redacted. */
export async function cancelCommand(job: string, { yes, ...options }: CancelCommandOptions) {
  return withSession(options, async (session) => {
    const app = await openForCommand(session)
    const refusal = cancelRefusal(await findJob(app.db, session.workspace, job))
    if (refusal) return refuseWith(session, [refusal])
    if (!yes && !(await isWanted(session, app, job))) return printStatus(session, app, job)

    const canceled = await stopJob(app.db, session.workspace, job)
    if (canceled === 'canceled') {
      await printStatus(session, app, job)
      return EXIT.done
    }
    return refuseWith(session, [await whyNotCanceled(app.db, session.workspace, job)])
  })
}

async function isWanted({ say, workspace }: Session, { db }: App, job: string): Promise<boolean> {
  if (!canAsk()) {
    say(`nothing is canceled; to go on: ${typed(workspace, `cancel ${job} --yes`)}`)
    return false
  }
  const progress = (await findLists(db, workspace, [job])).get(job)?.progress
  const { processed = 0, total = 0 } = progress ?? {}
  return ask(`Cancel the job? ${String(processed)} of ${String(total)} items are done and stay so.`)
}
