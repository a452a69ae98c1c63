import type { HeadsLine } from '../ledger/head.ts'
import { isRecord } from '../is-record.ts'
import { isIntact, type Certificate } from './certificate.ts'
import { certificateProblem, type CertificateProblem } from './certificate-problem.ts'
import { checkAgainstLedger } from './check-against-ledger.ts'
import { checkProof } from './check-proof.ts'

/**
 * `proved`: it was issued as it is. `loss_accepted`: the same, but the database was restored from
 * before it since, and not all was replayed: what it tells may be undone. `not_checkable`: nothing
 * is wrong with it, as far as that can be seen without heads of the ledger.
 */
export type CertificateVerdict = 'proved' | 'loss_accepted' | 'not_checkable' | 'refused'

export interface CheckedCertificate {
  readonly verdict: CertificateVerdict
  /** Null when it is no certificate that we know. */
  readonly job: string | null
  readonly workspace: string | null
  /** Empty: nothing is wrong. */
  readonly problems: readonly CertificateProblem[]
}

export interface CheckAgainst {
  /** What a heads file holds. */
  readonly heads?: readonly HeadsLine[] | undefined
  /** An export of the ledger; its heads must be known. */
  readonly ledger?: string | undefined
}

/**
 * Checks a certificate: that it is what its digest says and, where heads of the ledger are known,
 * that the ledger holds that digest. The digest has no key: whoever makes another certificate makes
 * another digest, but can't put it into a chain whose heads are in a file that he can't write.
 */
export async function checkCertificate(
  text: string,
  { heads, ledger }: CheckAgainst = {},
): Promise<CheckedCertificate> {
  const value = readCertificate(text)
  if ('code' in value) return { verdict: 'refused', job: null, workspace: null, problems: [value] }
  const { job, workspace } = value
  if (!heads) return { verdict: 'not_checkable', job, workspace, problems: [] }

  const fromLedger = ledger === undefined ? [] : await checkAgainstLedger(value, ledger, heads)
  const problems = [...proofProblems(value, heads, ledger), ...fromLedger]
  const wellProved = isLossAccepted(value, heads) ? 'loss_accepted' : 'proved'
  return { verdict: problems.length > 0 ? 'refused' : wellProved, job, workspace, problems }
}

function readCertificate(text: string): Certificate | CertificateProblem {
  const value = parsed(text)
  if (!isRecord(value) || value.type !== 'erasure_certificate') {
    return certificateProblem('not_a_certificate', 'it is no certificate of an erasure, as JSON')
  }
  if (value.version !== 1 && value.version !== 2) {
    return certificateProblem(
      'unknown_version',
      'it is of a version that this one of Unsaid does not know',
    )
  }
  if (!isIntact(value)) {
    return certificateProblem(
      'changed',
      'it is not what was issued: its digest is that of something else',
    )
  }
  return value
}

/** The ledger itself proves better than what the certificate brings along. */
function proofProblems(
  certificate: Certificate,
  heads: readonly HeadsLine[],
  ledger: string | undefined,
): CertificateProblem[] {
  const problems = [...namedHeadProblems(certificate, heads), ...checkProof(certificate, heads)]
  const isSpared = ({ code }: CertificateProblem) =>
    certificate.version === 2 && (code === 'not_provable' || code === 'unknown_head')
  return ledger === undefined ? problems : problems.filter((one) => !isSpared(one))
}

/** The head that it names was there before it, and may be older than the heads file. */
function namedHeadProblems(
  { ledger: { head }, workspace }: Certificate,
  heads: readonly HeadsLine[],
): CertificateProblem[] {
  const known = heads.filter((one) => one.workspace === workspace && one.seq === head?.seq)
  if (known.length === 0 || known.some(({ hash }) => hash === head?.hash)) return []
  const seq = String(head?.seq)
  return [
    certificateProblem(
      'other_head',
      `the heads file has another head ${seq} than the one it names`,
    ),
  ]
}

/** Whether a restored database, of which not all was replayed, may have forgotten what it tells. */
function isLossAccepted(certificate: Certificate, heads: readonly HeadsLine[]): boolean {
  const own = heads.filter(({ workspace }) => workspace === certificate.workspace)
  const sealedAt = certificate.version === 2 ? certificate.proof?.head : undefined
  const at = own.findIndex(({ seq, hash }) => seq === sealedAt?.seq && hash === sealedAt.hash)
  return own
    .slice(at + 1)
    .some(
      (line) =>
        line.type === 'restored' && line.lossAccepted && line.seq < (sealedAt?.seq ?? Infinity),
    )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
