import type { ListDoor } from '../accept/list-door.ts'
import { openLists } from '../accept/open-doors.ts'
import { demandPepper } from '../erasure/demand-pepper.ts'
import { jobsToRecheck, recheck, type Rechecked } from '../erasure/recheck.ts'
import { hasFound, type Look } from '../look/last-look.ts'
import { errorEntry } from '../error-list/error-list.ts'
import { oneMonthAfter } from '../request/due-date.ts'
import type { App } from '../setup/open-app.ts'
import { EXIT } from './exit-code.ts'
import { openFollow } from './follow-job.ts'
import { refuseWith } from './refuse-with.ts'
import { openForCommand, withSession, type CommonOptions, type Session } from './session.ts'
import { takePart } from './take-part.ts'
import { typed } from './typed.ts'
import { UsageError } from './usage-error.ts'

export interface RecheckOptions extends CommonOptions {
  readonly all?: boolean
  readonly fix?: boolean
}

/** What became of one certificate. */
interface Result {
  readonly job: string
  readonly state: 'clean' | 'found' | 'lifted' | 'superseded'
  readonly look: Look | null
  /** The person has written since: nothing is fixed. */
  readonly has_returned: boolean
  /** The erasure that erased what was found, and how it ended. */
  readonly fix: { readonly job: string; readonly state: string } | null
}

/** `unsaid recheck`: gives certificates that were issued the look at what is stored. */
export async function recheckCommand(
  job: string | undefined,
  options: RecheckOptions,
): Promise<number> {
  if (job !== undefined && options.all) throw new UsageError('--all and a job exclude each other')
  return withSession(options, async (session) => {
    const app = await openForCommand(session)
    const { workspace } = session
    const all = options.all ?? false
    const jobs = job === undefined ? await jobsToRecheck(app.db, workspace, { all }) : [job]
    const fix = options.fix ? openFix(session, app) : undefined
    const results: Result[] = []
    for (const one of jobs) {
      const rechecked = await recheck(app.db, workspace, one, demandPepper(app.pepper))
      if (rechecked.kind === 'not_found') return refuseWith(session, [NO_CERTIFICATE])
      results.push(await resultOf(one, rechecked, fix))
    }
    session.print({ type: 'recheck', erasures: results }, linesOf(workspace, results))
    return results.every(isSettled) ? EXIT.done : EXIT.refused
  })
}

const NO_CERTIFICATE = errorEntry('job_not_found', 'There is no certificate of such a job')

type FixIt = (rechecked: Looked) => Promise<NonNullable<Result['fix']>>
type Looked = Extract<Rechecked, { readonly kind: 'looked' }>

/** Erases what was found, by an erasure of its own that this process takes part in. */
function openFix(session: Session, app: App): FixIt {
  const lists: ListDoor = openLists({ ...session, ...app }, session.config.lanes)
  const follow = openFollow(session, app, { seconds: undefined, lines: false })
  takePart(session, app)
  return async ({ certificate }) => {
    const dueAt = oneMonthAfter(new Date())
    const job = await lists.fix(session.workspace, { certificate, requestedBy: 'cli', dueAt })
    const ended = await follow(job)
    return { job, state: ended?.state ?? 'running' }
  }
}

async function resultOf(
  job: string,
  rechecked: Exclude<Rechecked, { readonly kind: 'not_found' }>,
  fix: FixIt | undefined,
): Promise<Result> {
  if (rechecked.kind !== 'looked') {
    return { job, state: rechecked.kind, look: null, has_returned: false, fix: null }
  }
  const { look, hasReturned } = rechecked
  const left = { job, look, has_returned: hasReturned }
  if (!hasFound(look)) return { ...left, state: 'clean', fix: null }
  const fixed = fix && !hasReturned ? await fix(rechecked) : null
  return { ...left, state: 'found', fix: fixed }
}

/** Whether nothing is left to be done. */
function isSettled({ state, fix }: Result): boolean {
  return state !== 'found' || fix?.state === 'succeeded'
}

function linesOf(workspace: string, results: readonly Result[]): string[] {
  if (results.length === 0) return ['every certificate rests on a look at what is stored']
  return results.flatMap((one) => [`${one.job}: ${foundBy(one)}`, ...nextOf(workspace, one)])
}

function foundBy({ state, look }: Result): string {
  if (!look) {
    return state === 'lifted'
      ? 'not looked at: its suppression was lifted, so that imports may bring them back'
      : 'not looked at: another certificate has taken its place'
  }
  const how = look.names === 0 ? ', by addresses and external ids only: no names were kept' : ''
  const read = `${String(look.rows)} rows read${how}`
  const places = Object.entries(look.found).map(([place, count]) => `${place} ${String(count)}`)
  return places.length === 0 ? `${read}; nothing was left` : `${read}; left: ${places.join(', ')}`
}

function nextOf(workspace: string, { job, state, has_returned, fix }: Result): string[] {
  if (state !== 'found') return []
  const where = `  where: ${typed(workspace, `findings ${fix?.job ?? job}`)}`
  if (fix) {
    const fixed = `  erased again by ${fix.job}: ${fix.state}; its certificate supersedes the old one`
    return fix.state === 'succeeded' ? [fixed] : [fixed, where]
  }
  return has_returned
    ? [where, '  they have written since: `unsaid erase` them anew, if they ask for it']
    : [where, `  to erase it: ${typed(workspace, `recheck ${job} --fix`)}`]
}
