import { parseSince, parseUntil, PERIOD_RULE, type Period } from '../request/period.ts'
import { allErasures } from '../status/all-erasures.ts'
import { erasuresCsv, timeOf } from '../status/erasures-csv.ts'
import { erasuresPage, summaryOf } from '../status/erasures-page.ts'
import type { ErasureView } from '../status/erasure-view.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export interface PeriodOptions extends CommonOptions {
  readonly since?: string
  readonly until?: string
}

export interface ErasuresOptions extends PeriodOptions {
  readonly overdue?: boolean
  readonly csv?: boolean
  readonly html?: boolean
}

/** `unsaid erasures`: the newest first. */
export async function erasuresCommand(options: ErasuresOptions): Promise<number> {
  const { since, until, overdue: isOverdue = false, csv, html } = options
  const period = readPeriod(options)
  return withSession(options, async (session) => {
    const { db } = await openForCommand(session)
    const { workspace, print } = session
    const erasures = await allErasures(db, workspace, { ...period, isOverdue })
    if (csv) process.stdout.write(erasuresCsv(erasures))
    else if (html) {
      process.stdout.write(erasuresPage({ workspace, since, until, isOverdue, erasures }))
    } else print({ type: 'list', data: erasures }, linesOf(erasures))
    return EXIT.done
  })
}

/** @throws UsageError unless either end is a time, and one comes before the other */
export function readPeriod({ since, until }: Pick<PeriodOptions, 'since' | 'until'>): Period {
  const period = { since: parseSince(since), until: parseUntil(until) }
  if (since !== undefined && !period.since) throw new UsageError(`--since must be ${PERIOD_RULE}`)
  if (until !== undefined && !period.until) throw new UsageError(`--until must be ${PERIOD_RULE}`)
  if (period.since && period.until && period.since >= period.until) {
    throw new UsageError('--since must be before --until')
  }
  return period
}

function linesOf(erasures: readonly ErasureView[]): string[] {
  return [...erasures.flatMap(linesOfOne), summaryOf(erasures)]
}

function linesOfOne(one: ErasureView): string[] {
  const { job, state, scope, due_at, finished_at: end, overdue, requested_by } = one
  const ended = end === null ? 'not ended' : `ended ${timeOf(end)}`
  const messages = one.messages === null ? '' : `; ${String(one.messages)} messages`
  return [
    `${timeOf(one.accepted_at)}  job ${job}  ${state}  proof: ${one.proof}`,
    `  scope: ${scope}; contact ${one.contact_ids.join(', ')}${messages}`,
    `  requested by: ${requested_by}; ${one.reason === null ? 'no reason given' : `reason: ${one.reason}`}`,
    `  due: ${timeOf(due_at)}, ${ended}${overdue ? ': overdue' : ''}`,
  ]
}
