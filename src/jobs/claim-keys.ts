import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** An `Idempotency-Key`, as it is stored: neither the key nor the request can be read from it. */
export interface IdempotencyKey {
  /** sha256 of the key. */
  readonly digest: Buffer
  /** sha256 over route, media type and the raw bytes of the body. */
  readonly fingerprint: Buffer
}

export type ClaimedKey =
  | { readonly kind: 'new' }
  | { readonly kind: 'same'; readonly job: string }
  | { readonly kind: 'reused' }

/**
 * Claims a key for a job, in the transaction that makes the job. Somebody else's claim that is
 * not committed yet is waited for: of equal requests at the same moment one makes the job.
 */
export async function claimKey(
  trx: Trx,
  workspace: string,
  { digest, fingerprint }: IdempotencyKey,
  job: string,
): Promise<ClaimedKey> {
  const claimed = await sql`
    insert into idempotency_key (workspace_id, key_digest, fingerprint, job_id)
    values (${workspace}, ${digest}, ${fingerprint}, ${job})
        on conflict do nothing returning 1`.execute(trx)
  if (claimed.rows.length > 0) return { kind: 'new' }

  const { rows } = await sql<{ job_id: string; same: boolean }>`
    select job_id, fingerprint = ${fingerprint} as same from idempotency_key
     where workspace_id = ${workspace} and key_digest = ${digest}`.execute(trx)
  const first = rows[0]
  if (!first) throw new Error('an idempotency key was neither claimed nor found')
  return first.same ? { kind: 'same', job: first.job_id } : { kind: 'reused' }
}
