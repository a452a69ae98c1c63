import type { HeadsLine } from '../ledger/head.ts'
import { isIntact, type Certificate } from './certificate.ts'

/** What is wrong with a certificate. */
export interface CertificateProblem {
  readonly code:
    'not_a_certificate' | 'unknown_version' | 'changed' | 'no_head' | 'other_head' | 'unknown_head'
  readonly message: string
}

export interface CheckedCertificate {
  /** Null when it is no certificate that we know. */
  readonly job: string | null
  readonly workspace: string | null
  /** Empty: nothing is wrong. */
  readonly problems: readonly CertificateProblem[]
}

/**
 * Checks a certificate by itself: that it is what its digest says and, where heads of the ledger
 * are known, that the head it names is one of them. The digest has no key: whoever makes another
 * certificate makes another digest, but can't put its head into a file that he can't write.
 *
 * @param heads what a heads file holds
 */
export function checkCertificate(text: string, heads?: readonly HeadsLine[]): CheckedCertificate {
  const value = parsed(text)
  if (!isRecord(value) || value.type !== 'erasure_certificate') {
    return unknown('not_a_certificate', 'it is no certificate of an erasure, as JSON')
  }
  if (value.version !== 1 && value.version !== 2) {
    return unknown('unknown_version', 'it is of a version that this one of Unsaid does not know')
  }
  if (!isIntact(value)) {
    return unknown('changed', 'it is not what was issued: its digest is that of something else')
  }
  const { job, workspace } = value
  return { job, workspace, problems: heads === undefined ? [] : headProblems(value, heads) }
}

function headProblems(
  { ledger: { head }, workspace }: Certificate,
  heads: readonly HeadsLine[],
): CertificateProblem[] {
  if (!head) {
    return [
      problem(
        'no_head',
        'it names no head of the ledger, as nothing was sealed then: no heads file tells of it',
      ),
    ]
  }
  const known = heads.filter((one) => one.workspace === workspace && one.seq === head.seq)
  if (known.some(({ hash }) => hash === head.hash)) return []
  const seq = String(head.seq)
  return known.length > 0
    ? [problem('other_head', `the heads file has another head ${seq} than the one it names`)]
    : [problem('unknown_head', `the heads file has no head ${seq} of workspace ${workspace}`)]
}

function unknown(code: CertificateProblem['code'], message: string): CheckedCertificate {
  return { job: null, workspace: null, problems: [problem(code, message)] }
}

function problem(code: CertificateProblem['code'], message: string): CertificateProblem {
  return { code, message }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
