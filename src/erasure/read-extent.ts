import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { findCopyCounts, NO_COPIES } from '../redact/copy-counts.ts'
import { storeOf } from '../redact/store-of.ts'
import type { CertificateExtent } from './certificate-extent.ts'
import type { LockedErasure } from './lock-erasure.ts'

/**
 * Reads how far the certificate of an erasure goes, in the transaction that ends it.
 *
 * @param incomplete what of the tables a map does not account for
 */
export async function readExtent(
  trx: Trx,
  workspace: string,
  { job, keeps, keysIncomplete, others }: LockedErasure,
  incomplete: readonly string[],
): Promise<CertificateExtent> {
  const { rows } = await sql<Pick<CertificateExtent, 'look' | 'supersedes'>>`
    select look, supersedes from erasure
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const [extent] = rows
  if (!extent) throw new Error('an erasure is not stored')
  const own = { keeps, keys_incomplete: keysIncomplete, other_contacts: others.length, ...extent }
  const store = await storeOf(trx, workspace)
  if (!store.map) return own
  const copies = (await findCopyCounts(trx, workspace, [job])).get(job) ?? NO_COPIES
  const { name, version, system } = store.map
  return { ...own, map: { name, version, system, copies, incomplete } }
}
