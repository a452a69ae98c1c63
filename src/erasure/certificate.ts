import { certificateDigest, readContent } from '../ledger/certificate-content.ts'
import type { CertificateExtent } from './certificate-extent.ts'
import type { MapCoverage } from '../maps/stored/map-coverage.ts'
import type { ContactSelector } from '../request/contact-selector.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

/** What was erased, for whom, and how it can be checked. It holds ids and counts, no text. */
interface Facts {
  readonly type: 'erasure_certificate'
  readonly workspace: string
  readonly job: string
  readonly contact_ids: readonly string[]
  /** By what the contact was named; the value is not kept. */
  readonly selector: ContactSelector['kind']
  readonly scope: ErasureScope
  readonly requested_by: string
  readonly reason: string | null
  readonly accepted_at: string
  readonly finished_at: string
  readonly due_at: string
  readonly result: string
  readonly messages: {
    readonly total: number
    readonly redacted: number
    readonly already_redacted: number
    readonly not_redactable: number
    readonly not_found: number
    readonly failed: number
    /** Of them, those that came while the erasure ran. */
    readonly late: number
  }
  /** Conversations that were looked through for names and e-mail metadata. */
  readonly conversations: number
  /** Of them, those that could not be scrubbed, or not wholly. */
  readonly conversations_failed: number
  /** Files that the messages had: detached, not deleted by Unsaid. */
  readonly files_detached: number
  /** Messages created until then are not brought back by an import. */
  readonly suppressed_until: string
  readonly ledger: LedgerRange
  readonly not_covered: readonly string[]
  /** sha256, in hex, of all other members but the proof as canonical JSON. */
  readonly digest: string
}

export interface LedgerRange {
  readonly entries: number
  readonly first_entry: string | null
  readonly last_entry: string | null
  /** The newest seal when this was issued; the entries above are sealed after it, or before. */
  readonly head: { readonly seq: number; readonly hash: string } | null
}

/** Nothing in the ledger tells of it: whoever makes another makes another digest. */
export interface CertificateOfVersion1 extends Facts {
  readonly version: 1
}

/** The entry of the ledger that it names holds its digest. */
export interface CertificateOfVersion2 extends Facts, CertificateExtent {
  readonly version: 2
  readonly ledger: LedgerRange & { readonly certificate_entry: string }
  /** Not there until the entry is sealed, about a second later. */
  readonly proof?: CertificateProof
}

/** How the ledger vouches for a certificate. */
export interface CertificateProof {
  /** The entry that holds its digest, sealed: as a line of `unsaid ledger export`. */
  readonly entry: string
  /** The end of the chain when it was sealed. It is published, as each certificate's seal is. */
  readonly head: { readonly seq: number; readonly hash: string }
}

export type Certificate = CertificateOfVersion1 | CertificateOfVersion2

/** What Unsaid does not do, as the certificate says it. */
const NOT_COVERED: readonly string[] = [
  'custom attributes that the workspace keeps by name: `keeps`',
  'names of admins, monitor and scorecard texts',
  'files that messages had: they are detached, not deleted',
  'what customers typed in mail clients, and e-mails that were sent',
  "copies outside this database: Intercom's own, exports, backups, search indexes",
]

/** The same of a store whose tables a map names: what the map itself says that it leaves. */
const NOT_COVERED_ON_A_MAP: readonly string[] = [
  'what people were called before: a map tells what they are called now',
  'files that messages had: their rows are deleted, the files are not',
  'copies outside this database: exports, backups, search indexes, e-mails that were sent',
]

export function notCovered({ map }: { readonly map?: MapCoverage }): readonly string[] {
  if (!map) return NOT_COVERED
  const kept = map.kept.map((because) => `kept as the map says: ${because}`)
  return [...NOT_COVERED_ON_A_MAP, ...map.outside, ...kept]
}

/** Puts the digest to a certificate. */
export function sealCertificate(
  facts: Omit<CertificateOfVersion2, 'digest' | 'proof'>,
): CertificateOfVersion2 {
  return { ...facts, digest: certificateDigest(facts) }
}

/** Whether a certificate is as its digest says. Needs no server, and no secret. */
export function isIntact(certificate: unknown): certificate is Certificate {
  return readContent(certificate)?.isIntact === true
}
