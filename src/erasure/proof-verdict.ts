import type { JobState } from '../database/tables.ts'
import { hashSeal } from '../ledger/hash-seal.ts'
import type { SealedEntry } from '../ledger/sealed-entry.ts'
import { isIntact, type Certificate } from './certificate.ts'
import { holdsDigest } from './check-proof.ts'

/**
 * What can be said of an erasure's proof by its certificate and the entry of the ledger that this
 * names. Whether the chain around the entry is as it was is told by `ledger verify --heads`.
 *
 * - `none`: it has no certificate, as it goes on, or did nothing
 * - `missing`: it ended with effects, and its certificate is gone
 * - `changed`: the certificate is not what its digest says, or not the one that the ledger names,
 *   or the entry is not what was sealed
 * - `not_provable`: of version 1, of which nothing in the ledger tells
 * - `not_in_ledger`: the entry that it names is not there
 * - `unsealed`: the entry is there, and waits for its seal
 * - `sealed`: the sealed entry holds the certificate's digest
 */
export type ProofVerdict =
  'none' | 'missing' | 'changed' | 'not_provable' | 'not_in_ledger' | 'unsealed' | 'sealed'

/** The entry that a certificate names; `seal` null while it has none. */
export interface Voucher extends Pick<SealedEntry, 'entryId'> {
  readonly entry: NonNullable<SealedEntry['entry']>
  readonly seal: Pick<SealedEntry, 'seq' | 'prevHash' | 'hash'> | null
}

export interface Proved {
  readonly workspace: string
  readonly state: JobState
  readonly certificate: Certificate | null
  readonly voucher: Voucher | undefined
}

export function proofVerdict({ workspace, state, certificate, voucher }: Proved): ProofVerdict {
  if (certificate === null) return isCertified(state) ? 'missing' : 'none'
  if (!isIntact(certificate)) return 'changed'
  if (certificate.version === 1) return 'not_provable'
  if (!voucher) return 'not_in_ledger'
  if (!holdsDigest(voucher.entry.records, certificate)) return 'changed'
  if (!voucher.seal) return 'unsealed'
  return isAsSealed(workspace, voucher, voucher.seal) ? 'sealed' : 'changed'
}

function isCertified(state: JobState): boolean {
  return state === 'succeeded' || state === 'completed_with_errors'
}

function isAsSealed(
  workspace: string,
  { entryId, entry }: Voucher,
  { seq, prevHash, hash }: NonNullable<Voucher['seal']>,
): boolean {
  return hashSeal({ workspace, seq, prevHash, entryId, ...entry }) === hash
}
