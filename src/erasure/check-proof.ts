import type { HeadsLine } from '../ledger/head.ts'
import { hashSeal } from '../ledger/hash-seal.ts'
import { parseExportedLine } from '../ledger/exported-line.ts'
import type { SealedEntry } from '../ledger/sealed-entry.ts'
import { parseCertificateRecord, storedRecords } from '../ledger/stored-record.ts'
import type { Certificate, CertificateOfVersion2 } from './certificate.ts'
import { certificateProblem, type CertificateProblem } from './certificate-problem.ts'

/** Whether the ledger vouches for a certificate that is as its digest says. */
export function checkProof(
  certificate: Certificate,
  heads: readonly HeadsLine[],
): CertificateProblem[] {
  if (certificate.version === 1) {
    return [
      certificateProblem('not_provable', 'not provable: the ledger knows no digest of version 1'),
    ]
  }
  const { proof } = certificate
  if (!isProof(proof)) {
    const cure = 'fetch it again, a second after its end; or give --ledger'
    return [certificateProblem('not_provable', `not provable: it brings no proof; ${cure}`)]
  }
  const sealed = sealedEntryOf(certificate, proof.entry)
  if (!sealed) {
    return [
      certificateProblem(
        'other_proof',
        'its proof is no entry of the ledger that holds its digest',
      ),
    ]
  }
  return headProblems(certificate.workspace, sealed, heads)
}

/** @returns undefined when the entry is another one, or not what was sealed */
function sealedEntryOf(certificate: CertificateOfVersion2, line: string): SealedEntry | undefined {
  const { workspace, ledger } = certificate
  const parsed = parseExportedLine(line)
  if (parsed?.type !== 'entry' || parsed.workspace !== workspace) return undefined
  const { sealed } = parsed
  if (sealed.entryId !== ledger.certificate_entry || !sealed.entry) return undefined
  if (hashSeal({ workspace, ...sealed, ...sealed.entry }) !== sealed.hash) return undefined
  return holdsDigest(sealed.entry.records, certificate) ? sealed : undefined
}

/** Whether records tell that this certificate was issued for its job. */
export function holdsDigest(records: string, { job, digest }: Certificate): boolean {
  return storedRecords(records).some((record) => {
    const issued = parseCertificateRecord(record)
    return issued?.job === job && issued.targetId === job && issued.digest === digest
  })
}

function headProblems(
  workspace: string,
  { seq, hash }: SealedEntry,
  heads: readonly HeadsLine[],
): CertificateProblem[] {
  const known = heads.filter((one) => one.workspace === workspace && one.seq === seq)
  if (known.some((one) => one.hash === hash)) return []
  const number = String(seq)
  return known.length > 0
    ? [certificateProblem('other_head', `the heads file has another head ${number} than its proof`)]
    : [
        certificateProblem(
          'unknown_head',
          `the heads file has no head ${number} of workspace ${workspace}; --ledger leads to a later one`,
        ),
      ]
}

/** A file may hold anything in its place. */
function isProof(proof: unknown): proof is { readonly entry: string } {
  return (
    typeof proof === 'object' &&
    proof !== null &&
    'entry' in proof &&
    typeof proof.entry === 'string'
  )
}
