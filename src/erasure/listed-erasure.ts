import type { JobState } from '../database/tables.ts'
import type { ErasureScope } from './accept-erasure.ts'
import type { Certificate } from './certificate.ts'
import type { ContactSelector } from '../request/contact-selector.ts'
import { proofVerdict, type ProofVerdict, type Voucher } from './proof-verdict.ts'

/** An erasure as an auditor asks for it: whom, why, by when, and how it ended. */
export interface ListedErasure {
  readonly job: string
  readonly contactIds: readonly string[]
  readonly selector: ContactSelector['kind']
  readonly scope: ErasureScope
  readonly reason: string | null
  readonly requestedBy: string
  readonly state: JobState
  readonly acceptedAt: Date
  readonly dueAt: Date
  readonly finishedAt: Date | null
  /** Not done by when it was due: it goes on after that, or ended after it. */
  readonly isOverdue: boolean
  readonly certificate: Certificate | null
  readonly proof: ProofVerdict
}

/** A row of either query, whose times are the database's or a certificate's. */
export interface ErasureRow {
  readonly job: string
  readonly contact_ids: readonly string[]
  readonly selector: ContactSelector['kind']
  readonly scope: ErasureScope
  readonly reason: string | null
  readonly requested_by: string
  readonly state: JobState
  readonly accepted_at: Date
  readonly due_at: Date
  readonly finished_at: Date | null
  readonly overdue: boolean
  readonly content: Certificate | null
}

/** @param voucher the entry of the ledger that its certificate names */
export function listedErasure(
  workspace: string,
  row: ErasureRow,
  voucher: Voucher | undefined,
): ListedErasure {
  const { state, content: certificate } = row
  return {
    job: row.job,
    contactIds: row.contact_ids,
    selector: row.selector,
    scope: row.scope,
    reason: row.reason,
    requestedBy: row.requested_by,
    state,
    acceptedAt: row.accepted_at,
    dueAt: row.due_at,
    finishedAt: row.finished_at,
    isOverdue: row.overdue,
    certificate,
    proof: proofVerdict({ workspace, state, certificate, voucher }),
  }
}
