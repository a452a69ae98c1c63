import type { Trx } from '../src/database/in-workspace.ts'
import { decide, type Decision } from '../src/eligibility/decide.ts'
import { appendEntry } from '../src/ledger/append-entry.ts'
import { targetIdOf, type RedactionRequest } from '../src/request/redaction-request.ts'
import { keyOf, lockTargets, type LockedTargets } from '../src/rewrite/lock-targets.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'

/** A request, with what the ledger is told about who asks. */
export interface AskedRedaction {
  readonly id: string
  readonly request: RedactionRequest
  readonly requestedBy: string
  readonly reason: string | null
}

export interface Decided<Job> {
  readonly job: Job
  readonly decision: Decision
}

/**
 * Locks what the jobs point at, decides, rewrites and appends to the ledger. Who calls it stores
 * the outcomes in the same transaction.
 *
 * @returns the decision about each, in the order of the jobs
 */
export async function redactDecided<Job extends AskedRedaction>(
  trx: Trx,
  workspace: string,
  jobs: readonly Job[],
): Promise<Decided<Job>[]> {
  const targets = await lockTargets(
    trx,
    workspace,
    jobs.map((job) => job.request),
  )
  const taken = new Set<string>()
  const decided = jobs.map((job) => ({ job, decision: decideOne(job, targets, taken) }))
  const effects = decided.flatMap(({ job, decision }) => (decision.kind === 'redact' ? job : []))
  await redactTargets(
    trx,
    workspace,
    effects.map((job) => job.request),
  )
  await appendEntry(trx, workspace, effects.map(ledgerRecord))
  return decided
}

/** Of two jobs in a group that name one target, the first redacts it and the second finds it so. */
function decideOne(
  { request }: AskedRedaction,
  targets: LockedTargets,
  taken: Set<string>,
): Decision {
  const decision = decide(targets.of(request))
  if (decision.kind !== 'redact') return decision

  const key = keyOf(request)
  if (taken.has(key)) return { kind: 'already_redacted' }
  taken.add(key)
  return decision
}

function ledgerRecord({ id, requestedBy, reason, request }: AskedRedaction) {
  return {
    job: id,
    requestedBy,
    reason,
    type: request.type,
    conversationId: request.conversationId,
    targetId: targetIdOf(request),
    outcome: 'redacted' as const,
  }
}
