import { canonicalDigest } from './canonical-digest.ts'

/** What the ledger must know of a certificate; the rest is the erasure's. */
export interface CertificateContent {
  readonly version: 1 | 2
  readonly workspace: string
  readonly job: string
  /** As its content is, whatever it says. */
  readonly digest: string
  /** Whether it says so itself. */
  readonly isIntact: boolean
}

/** @returns undefined for what is no certificate of a version that is known */
export function readContent(value: unknown): CertificateContent | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, version, workspace, job } = value as Record<string, unknown>
  if (type !== 'erasure_certificate' || (version !== 1 && version !== 2)) return undefined
  if (typeof workspace !== 'string' || typeof job !== 'string') return undefined
  const said = 'digest' in value ? value.digest : undefined
  const digest = certificateDigest(value)
  return { version, workspace, job, digest, isIntact: digest === said }
}

/** The digest of all members but the digest itself and, as it comes later, the proof. */
export function certificateDigest(certificate: object): string {
  const facts: Record<string, unknown> = { ...certificate }
  delete facts.digest
  // A certificate of version 1 has no proof: whatever has that name was put there.
  if (facts.version !== 1) delete facts.proof
  return canonicalDigest(facts)
}
