import type { ListedErasure } from '../erasure/listed-erasure.ts'

export type ErasureView = ReturnType<typeof erasureView>

/** An erasure as the API and `unsaid erasures --json` list it. */
export function erasureView(one: ListedErasure) {
  const { certificate } = one
  return {
    type: 'erasure' as const,
    job: one.job,
    contact_ids: one.contactIds,
    selector: one.selector,
    scope: one.scope,
    reason: one.reason,
    requested_by: one.requestedBy,
    state: one.state,
    accepted_at: unixSeconds(one.acceptedAt),
    due_at: unixSeconds(one.dueAt),
    finished_at: one.finishedAt && unixSeconds(one.finishedAt),
    overdue: one.isOverdue,
    messages: certificate && certificate.messages.total,
    certificate: certificate && certificate.digest,
    proof: one.proof,
  }
}

function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
