import type { ListDoor } from '../accept/list-door.ts'
import type { App } from '../setup/open-app.ts'
import { EXIT } from './exit-code.ts'
import { openFollow } from './follow-job.ts'
import { runPlanned } from './run-planned.ts'
import type { Session } from './session.ts'
import { printStatus } from './status-command.ts'
import { takePart } from './take-part.ts'
import { UsageError } from './usage-error.ts'

/** What a user says of the work on many messages. */
export interface WorkOptions {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly max?: number
  readonly wait: boolean
  /** Seconds; undefined: however long it takes. */
  readonly timeout?: number
}

/** Whoever is sure of what is asked for, and of how much it is, has it run at once. */
export function isPlannedFirst({ dryRun = false, yes = false, max }: WorkOptions): boolean {
  return dryRun || !yes || max !== undefined
}

/** @throws UsageError when one of them leaves nothing for another to work on */
export function assertWorkOptions({ max, wait }: WorkOptions): void {
  if (max !== undefined && !wait) {
    throw new UsageError('--max needs the plan: leave out --no-wait, or give --max to `unsaid run`')
  }
}

export interface SharedWork extends WorkOptions {
  readonly lists: ListDoor
  /** Whether a person may be asked: standard input is not taken by something else. */
  readonly isAsked: boolean
}

/**
 * Takes part in the work on a job that was accepted: its plan, the question whether that is what
 * the user wants, and its run.
 *
 * @returns the exit code, after printing how the job stands
 */
export async function workUntilDone(
  session: Session,
  app: App,
  job: string,
  { timeout, yes = false, max, lists, isAsked, dryRun = false }: SharedWork,
): Promise<number> {
  const follow = openFollow(session, app, { seconds: timeout, lines: false })
  takePart(session, app)
  const settled = await follow(job)
  if (dryRun && settled?.state === 'ready') {
    await printStatus(session, app, job)
    return EXIT.done
  }
  if (settled?.state === 'ready') {
    const planned = { job, yes, max, refused: 'canceled', isAsked } as const
    const started = await runPlanned(session, app, lists, planned)
    if (started !== 'started') return started
    await follow(job)
  }
  return printStatus(session, app, job)
}
