import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { together } from '../src/database/together.ts'
import { forgetStarts } from '../src/jobs/job-starts.ts'
import { lockJobs } from '../src/jobs/lock-jobs.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { recordOutcomes } from '../src/jobs/record-outcomes.ts'
import { lockTargets } from '../src/rewrite/lock-targets.ts'
import { inSpan } from '../src/traces/in-span.ts'
import { decideJobs, redactDecided } from './redact-decided.ts'
import type { EndedSingle } from './work-report.ts'

/**
 * One group, one transaction: lock, decide, rewrite, record. Jobs, messages, ledger entry and
 * outcomes commit together or not at all. Jobs that have an outcome already are left alone.
 *
 * @param note the start note to delete with the effect, when one was written
 * @returns how those ended that had no outcome before
 */
export async function redactGroup(
  db: Db,
  workspace: string,
  ids: readonly string[],
  note?: string,
): Promise<readonly EndedSingle[]> {
  const attributes = { 'unsaid.workspace': workspace, 'unsaid.jobs': ids.length }
  return inSpan({ name: 'redact', attributes }, () =>
    inWorkspace(db, workspace, (trx) => redactIn(trx, workspace, { ids, note }), 'by_key'),
  )
}

interface Group {
  readonly ids: readonly string[]
  readonly note: string | undefined
}

async function redactIn(
  trx: Trx,
  workspace: string,
  { ids, note }: Group,
): Promise<readonly EndedSingle[]> {
  const jobs = await lockJobs(trx, workspace, ids)
  const requests = jobs.map((job) => job.request)
  const locked = await lockTargets(trx, workspace, requests)
  const decided = decideJobs(jobs, locked)
  const ended = decided.map(({ job, decision }) => ({
    ...{ job, outcome: outcomeOf(decision) },
  }))
  await together([
    redactDecided(trx, workspace, decided, locked),
    ...(note === undefined ? [] : [forgetStarts(trx, workspace, note, ids)]),
    recordOutcomes(trx, workspace, ended),
  ])
  return ended.map(({ job, outcome }) => ({ id: job.id, outcome }))
}
