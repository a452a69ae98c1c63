import { v7 as uuidv7 } from 'uuid'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { insertAccepted, type Ask } from './accept-redactions.ts'
import { claimKey, type IdempotencyKey } from './claim-keys.ts'

export type AcceptedUnderKey =
  /** `isNew`: this request made the job; else an equal one did before. */
  | { readonly kind: 'accepted'; readonly job: string; readonly isNew: boolean }
  /** The key belongs to another request. */
  | { readonly kind: 'key_reused' }

/** Accepts a request under an `Idempotency-Key`: key, job and wakeup are one commit. */
export async function acceptUnderKey(
  db: Db,
  workspace: string,
  ask: Ask,
  key: IdempotencyKey,
): Promise<AcceptedUnderKey> {
  const job = uuidv7()
  return inWorkspace(db, workspace, async (trx) => {
    const claimed = await claimKey(trx, workspace, key, job)
    if (claimed.kind === 'reused') return { kind: 'key_reused' }
    if (claimed.kind === 'same') return { kind: 'accepted', job: claimed.job, isNew: false }
    await insertAccepted(trx, workspace, [job], [ask])
    return { kind: 'accepted', job, isNew: true }
  })
}
