import type { Trx } from '../database/in-workspace.ts'
import type { LockedErasure } from './lock-erasure.ts'

/** How many were found of what, by place, such as `part.body`. */
export type CountsByPlace = Readonly<Record<string, number>>

/** How far a certificate goes. */
export interface CertificateExtent {
  /** What the workspace keeps by name, as it was when the erasure was accepted. */
  readonly keeps: readonly string[]
  /** Not everything that is stored could be searched for former addresses yet. */
  readonly keys_incomplete: boolean
  /** Contacts of the same conversations that may be the same person; they were not erased. */
  readonly other_contacts: number
  /** The last look at what is stored. */
  readonly look: {
    readonly rows: number
    /** What it found of the person. */
    readonly found: CountsByPlace
    /** What it found where the scope leaves it. */
    readonly exceptions: CountsByPlace
  }
  /** The digest of the certificate that this one takes the place of. */
  readonly supersedes: string | null
}

const NEUTRAL: Omit<CertificateExtent, 'keeps'> = {
  keys_incomplete: false,
  other_contacts: 0,
  look: { rows: 0, found: {}, exceptions: {} },
  supersedes: null,
}

/** Reads how far the certificate of an erasure goes, in the transaction that ends it. */
export function readExtent(
  _trx: Trx,
  _workspace: string,
  { keeps }: LockedErasure,
): Promise<CertificateExtent> {
  return Promise.resolve({ ...NEUTRAL, keeps })
}
