import type { Db } from '../src/database/connection.ts'
import { inWorkspace, type Trx } from '../src/database/in-workspace.ts'
import { decide, type Decision } from '../src/eligibility/decide.ts'
import { forgetStarts } from '../src/jobs/job-starts.ts'
import { lockJobs, type LockedJob } from '../src/jobs/lock-jobs.ts'
import { outcomeOf } from '../src/jobs/outcome.ts'
import { recordOutcomes } from '../src/jobs/record-outcomes.ts'
import { appendEntry, type LedgerRecord } from '../src/ledger/append-entry.ts'
import { targetIdOf } from '../src/request/redaction-request.ts'
import { keyOf, lockTargets, type LockedTargets } from '../src/rewrite/lock-targets.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'

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
    const decided = await decideAll(trx, workspace, jobs)
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

async function decideAll(
  trx: Trx,
  workspace: string,
  jobs: readonly LockedJob[],
): Promise<DecidedJob[]> {
  const targets = await lockTargets(
    trx,
    workspace,
    jobs.map((job) => job.request),
  )
  const taken = new Set<string>()
  return jobs.map((job) => ({ job, decision: decideOne(job, targets, taken) }))
}

/** Of two jobs in a group that name one target, the first redacts it and the second finds it so. */
function decideOne({ request }: LockedJob, targets: LockedTargets, taken: Set<string>): Decision {
  const decision = decide(targets.of(request))
  if (decision.kind !== 'redact') return decision

  const key = keyOf(request)
  if (taken.has(key)) return { kind: 'already_redacted' }
  taken.add(key)
  return decision
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
