import type { Trx } from '../src/database/in-workspace.ts'
import type { Decision } from '../src/eligibility/decide.ts'
import { appendEntry } from '../src/ledger/append-entry.ts'
import { targetIdOf, type RedactionRequest } from '../src/request/redaction-request.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'
import { decideLocked } from './decide-requests.ts'

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
  const requests = jobs.map((job) => job.request)
  const { decisions, locked } = await decideLocked(trx, workspace, requests)
  const decided = jobs.flatMap((job, at) => {
    const decision = decisions[at]
    return decision ? [{ job, decision }] : []
  })
  const effects = decided.flatMap(({ job, decision }) => (decision.kind === 'redact' ? job : []))
  await redactTargets(
    trx,
    workspace,
    effects.map((job) => job.request),
    locked,
  )
  await appendEntry(trx, workspace, effects.map(ledgerRecord))
  return decided
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
