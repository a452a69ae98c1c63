import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Look } from '../look/last-look.ts'
import type { LockedErasure } from './lock-erasure.ts'

/** How far a certificate goes. */
export interface CertificateExtent {
  /** What the workspace keeps by name, as it was when the erasure was accepted. */
  readonly keeps: readonly string[]
  /** Not everything that is stored could be searched for former addresses yet. */
  readonly keys_incomplete: boolean
  /** Contacts of the same conversations that may be the same person; they were not erased. */
  readonly other_contacts: number
  /** The last look at what is stored. */
  readonly look: Look
  /** The digest of the certificate that this one takes the place of. */
  readonly supersedes: string | null
}

/** Reads how far the certificate of an erasure goes, in the transaction that ends it. */
export async function readExtent(
  trx: Trx,
  workspace: string,
  { job, keeps, keysIncomplete, others }: LockedErasure,
): Promise<CertificateExtent> {
  const { rows } = await sql<Pick<CertificateExtent, 'look' | 'supersedes'>>`
    select look, supersedes from erasure
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const [extent] = rows
  if (!extent) throw new Error('an erasure is not stored')
  return { keeps, keys_incomplete: keysIncomplete, other_contacts: others.length, ...extent }
}
