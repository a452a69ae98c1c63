import { openLists } from '../accept/open-doors.ts'
import { EXIT } from './exit-code.ts'
import { openFollow } from './follow-job.ts'
import { readCodes, type CodeOptions } from './read-codes.ts'
import { runPlanned } from './run-planned.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { printStatus } from './status-command.ts'
import { takePart } from './take-part.ts'
import { typed } from './typed.ts'

export interface RunCommandOptions extends CommonOptions, Pick<CodeOptions, 'requestedBy'> {
  readonly yes?: boolean
  readonly max?: number
  readonly wait: boolean
  /** Seconds; undefined: however long it takes. */
  readonly timeout?: number
}

/** `unsaid run JOB`: runs what was planned, and takes part in the work until it is done. */
export async function runCommand(job: string, options: RunCommandOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { yes = false, max, timeout, wait } = options
    const { requestedBy } = readCodes({ ...options })
    const named = options.requestedBy === undefined ? {} : { requestedBy }
    const app = await openForCommand(session)
    const lists = openLists({ ...session, ...app }, session.config.lanes)
    const started = await runPlanned(session, app, lists, {
      ...named,
      job,
      yes,
      max,
      refused: 'kept',
    })
    if (started !== 'started') return started
    const line = `job ${job} runs: ${typed(session.workspace, `status ${job} --watch`)}`
    session.sayIfCutShort(line)
    if (!wait) {
      session.print({ type: 'job', id: job }, [line])
      return EXIT.done
    }
    const follow = openFollow(session, app, { seconds: timeout, lines: false })
    takePart(session, app)
    await follow(job)
    return printStatus(session, app, job)
  })
}
