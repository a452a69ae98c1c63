import { together } from '../src/database/together.ts'
import type { Trx } from '../src/database/in-workspace.ts'
import type { Decision } from '../src/eligibility/decide.ts'
import { appendEntry } from '../src/ledger/append-entry.ts'
import { targetIdOf, type RedactionRequest } from '../src/request/redaction-request.ts'
import type { TargetsFound } from '../src/rewrite/lock-targets.ts'
import { redactTargets } from '../src/rewrite/redact-targets.ts'
import { decideFound } from './decide-requests.ts'

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

/** @returns the decision about each job, in their order */
export function decideJobs<Job extends AskedRedaction>(
  jobs: readonly Job[],
  locked: TargetsFound,
): Decided<Job>[] {
  const decisions = decideFound(
    jobs.map((job) => job.request),
    locked,
  )
  return jobs.flatMap((job, at) => {
    const decision = decisions[at]
    return decision ? [{ job, decision }] : []
  })
}

/**
 * Rewrites what was decided to be redacted, and appends to the ledger. Who calls it stores the
 * outcomes in the same transaction.
 */
export async function redactDecided(
  trx: Trx,
  workspace: string,
  decided: readonly Decided<AskedRedaction>[],
  locked: TargetsFound,
): Promise<void> {
  const effects = decided.flatMap(({ job, decision }) => (decision.kind === 'redact' ? job : []))
  const requests = effects.map((job) => job.request)
  await together([
    redactTargets(trx, workspace, requests, locked),
    appendEntry(trx, workspace, effects.map(ledgerRecord)),
  ])
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
