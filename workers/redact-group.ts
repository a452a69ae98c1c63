import type { Db } from '../src/database/connection.ts'
import { inWorkspace } from '../src/database/in-workspace.ts'
import type { Decision } from '../src/eligibility/decide.ts'
import { forgetStarts } from '../src/jobs/job-starts.ts'
import { lockJobs, type LockedJob } from '../src/jobs/lock-jobs.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { recordOutcomes } from '../src/jobs/record-outcomes.ts'
import { appendEntry, type LedgerRecord } from '../src/ledger/append-entry.ts'
import { targetIdOf } from '../src/request/redaction-request.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'
import { decideLocked } from './decide-requests.ts'

interface DecidedJob {
  readonly job: LockedJob
  readonly decision: Decision
}

/**
 * One group, one transaction: lock, decide, rewrite, record. Jobs, messages, ledger entry and
 * outcomes commit together or not at all. Jobs that have an outcome already are left alone.
 *
 * @param note the start note to delete with the effect, when one was written
 */
export async function redactGroup(
  db: Db,
  workspace: string,
  ids: readonly string[],
  note?: string,
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    const jobs = await lockJobs(trx, workspace, ids)
    const decisions = await decideLocked(
      trx,
      workspace,
      jobs.map((job) => job.request),
    )
    const decided = jobs.flatMap((job, at) => {
      const decision = decisions[at]
      return decision ? [{ job, decision }] : []
    })
    const effects = decided.filter(({ decision }) => decision.kind === 'redact')

    await redactTargets(
      trx,
      workspace,
      effects.map(({ job }) => job.request),
    )
    await appendEntry(trx, workspace, effects.map(ledgerRecord))
    if (note !== undefined) await forgetStarts(trx, workspace, note, ids)
    await recordOutcomes(trx, workspace, decided.map(recordOf))
  })
}

function recordOf({ job, decision }: DecidedJob) {
  return { job: job.id, outcome: outcomeOf(decision), waiter: job.waiter }
}

function ledgerRecord({ job }: DecidedJob): LedgerRecord {
  return {
    job: job.id,
    requestedBy: job.requestedBy,
    reason: job.reason,
    type: job.request.type,
    conversationId: job.request.conversationId,
    targetId: targetIdOf(job.request),
    outcome: 'redacted',
  }
}
