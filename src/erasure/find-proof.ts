import type { Db } from '../database/connection.ts'
import { exportedEntry } from '../ledger/exported-line.ts'
import { readSealOf } from '../ledger/read-sealed.ts'
import type { Certificate, CertificateProof } from './certificate.ts'

/** @returns undefined while its entry is not sealed, and of a certificate that names none */
export async function findProof(
  db: Db,
  workspace: string,
  certificate: Certificate,
): Promise<CertificateProof | undefined> {
  if (certificate.version === 1) return undefined
  const sealed = await readSealOf(db, workspace, certificate.ledger.certificate_entry)
  if (!sealed?.entry) return undefined
  const { seq, hash } = sealed
  return { entry: exportedEntry(workspace, sealed).trimEnd(), head: { seq, hash } }
}
