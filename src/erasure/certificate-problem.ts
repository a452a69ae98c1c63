/**
 * What can be wrong with a certificate:
 * - `not_a_certificate`, `unknown_version`: it can't be read
 * - `changed`: its digest is that of something else
 * - `not_provable`: nothing leads from it to the ledger
 * - `other_proof`: what it brings as its proof is not about it
 * - `other_head`, `unknown_head`: the heads file vouches for something else, or for nothing there
 * - `ledger_broken`, `other_workspace`: the export is not the workspace's ledger as it was sealed
 * - `not_in_ledger`: the ledger does not tell of it
 * - `other_contacts`, `other_counts`: the ledger tells of others, or of fewer or more
 * - `no_head_after`: no known head vouches for the entry that tells of it
 */
export type CertificateProblemCode =
  | 'not_a_certificate'
  | 'unknown_version'
  | 'changed'
  | 'not_provable'
  | 'other_proof'
  | 'other_head'
  | 'unknown_head'
  | 'ledger_broken'
  | 'other_workspace'
  | 'not_in_ledger'
  | 'other_contacts'
  | 'other_counts'
  | 'no_head_after'

export interface CertificateProblem {
  readonly code: CertificateProblemCode
  readonly message: string
}

export function certificateProblem(
  code: CertificateProblemCode,
  message: string,
): CertificateProblem {
  return { code, message }
}
