import type { ListDoor } from '../accept/list-door.ts'
import { errorEntry } from '../error-list/error-list.ts'
import { findReach } from '../erasure/find-reach.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { stopJob } from '../erasure/stop-job.ts'
import { findLists } from '../bulk/find-lists.ts'
import type { App } from '../setup/open-app.ts'
import { readStatus } from '../status/read-status.ts'
import { whyNotRun } from '../status/step-refusals.ts'
import { apiUrlOf } from './api-url-of.ts'
import { ask, canAsk } from './ask.ts'
import { refuseWith } from './refuse-with.ts'
import type { Session } from './session.ts'
import { printStatus } from './status-command.ts'
import { erasureLines } from './erasure-lines.ts'
import { planLines, type Plan } from './status-lines.ts'

/** A planned job, and what its user said of running it. */
export interface PlannedRun {
  readonly job: string
  /** Runs it without asking. */
  readonly yes: boolean
  /** A plan that redacts more messages than this is refused. */
  readonly max: number | undefined
  /** What becomes of a plan that is refused. */
  readonly refused: 'canceled' | 'kept'
  /** `cli:NAME`: who asks, when whoever planned it named nobody. */
  readonly requestedBy?: string
  /** Whether a person may be asked; default true. */
  readonly isAsked?: boolean
}

/**
 * Starts the run of a planned job, if its plan is what the user wants; again is harmless.
 *
 * @returns 'started', else the exit code after saying why not
 */
export async function runPlanned(
  session: Session,
  app: App,
  lists: ListDoor,
  planned: PlannedRun,
): Promise<'started' | number> {
  const { workspace } = session
  const { job, max } = planned
  const plan = await openPlan(session, app, job)
  if (plan && max !== undefined && plan.counts.redacted > max) {
    return refuseTooMany(session, app, plan.counts.redacted, planned)
  }
  if (plan && !(await isWanted(session, app, plan, planned))) return printStatus(session, app, job)

  const started = await lists.run(workspace, job, { requestedBy: planned.requestedBy })
  if (started.kind === 'started') return 'started'
  return refuseWith(session, [await whyNotRun(app.db, workspace, job, started)])
}

/** @returns undefined unless the job waits for its run */
async function openPlan(
  { workspace }: Session,
  { db }: App,
  job: string,
): Promise<Plan | undefined> {
  const found = await findJob(db, workspace, job)
  if (found?.state !== 'ready') return undefined
  const counts = (await findLists(db, workspace, [job])).get(job)?.plan
  return counts && { counts, reach: await findReach(db, workspace, job) }
}

async function isWanted(
  session: Session,
  app: App,
  plan: Plan,
  { job, yes, isAsked = true }: PlannedRun,
): Promise<boolean> {
  if (yes) return true
  if (!isAsked || !canAsk()) return false
  const { config, say, workspace } = session
  const options = { baseUrl: apiUrlOf(config), mayReadText: false }
  const status = await readStatus(app.db, workspace, job, options)
  const about = status ? erasureLines(workspace, status) : []
  for (const line of [...planLines(plan), ...about]) say(line)
  return ask(questionOf(plan, status?.erasure?.contact_ids.length))
}

/** @param contacts how many matched; undefined for a list */
function questionOf({ counts, reach }: Plan, contacts: number | undefined): string {
  const redacted = messages(counts.redacted)
  if (contacts === undefined) return `Redact ${redacted} for good?`
  const whom = contacts === 1 ? 'the contact' : `all ${String(contacts)} contacts`
  const where = reach ? ` in ${many(reach.conversations, 'conversation')}` : ''
  return `Erase ${whom}: ${redacted}${where}, for good?`
}

async function refuseTooMany(
  session: Session,
  { db }: App,
  count: number,
  { job, max, refused }: PlannedRun,
): Promise<number> {
  if (refused === 'canceled') await stopJob(db, session.workspace, job)
  const message =
    `The plan redacts ${messages(count)}, more than --max ${String(max)}: ` +
    `nothing is redacted, and job ${job} is ${refused}`
  return refuseWith(session, [errorEntry('conflict', message)])
}

function messages(count: number): string {
  return many(count, 'message')
}

function many(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}
