import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { FIRST_WAKEUP } from '../jobs/accept-redactions.ts'
import { claimKey, type IdempotencyKey } from '../jobs/claim-keys.ts'
import { DroppedList } from './add-items.ts'

export interface ListAsk {
  readonly kind: 'bulk' | 'erasure'
  /** Ours, never the caller's words: `cli`, `library` or `token:<id>`. */
  readonly requestedBy: string
  /** `[a-z0-9_.-]{1,64}`; goes into the ledger. */
  readonly reason?: string
  readonly key?: IdempotencyKey
}

export type AcceptedList =
  | { readonly kind: 'accepted'; readonly chunks: readonly number[] }
  /** An equal request made this job before; the list is still there and to be dropped. */
  | { readonly kind: 'same'; readonly job: string }
  /** The key belongs to another request; the list is to be dropped. */
  | { readonly kind: 'key_reused' }

/**
 * Makes a list that was received a job, with its key and its first wakeups, in one small commit:
 * before it nobody sees anything of the list, after it the whole is durable.
 *
 * @returns the chunks to be delivered now; a finished chunk has the next one delivered
 * @throws DroppedList
 */
export async function acceptList(
  db: Db,
  workspace: string,
  list: string,
  ask: ListAsk,
): Promise<AcceptedList> {
  return inWorkspace(db, workspace, async (trx) => {
    if (ask.key) {
      const claimed = await claimKey(trx, workspace, ask.key, list)
      if (claimed.kind === 'same') return { kind: 'same', job: claimed.job }
      if (claimed.kind === 'reused') return { kind: 'key_reused' }
    }
    await sql`
      insert into job (workspace_id, id, kind, requested_by, reason)
      values (${workspace}, ${list}, ${ask.kind}, ${ask.requestedBy}, ${ask.reason ?? null})`.execute(
      trx,
    )
    const chunks = await startChunks(
      trx,
      workspace,
      list,
      sql`accepted_at = now(), received_at = now()`,
    )
    return { kind: 'accepted', chunks }
  })
}

/**
 * Writes the wakeups of a list's first chunks, as many as it has lanes.
 *
 * @param change what else becomes of the list's row
 * @throws DroppedList
 */
export async function startChunks(
  trx: Trx,
  workspace: string,
  list: string,
  change: ReturnType<typeof sql>,
): Promise<number[]> {
  const { rows } = await sql<{ chunk: number }>`
    with started as (
      update job_list
         set next_chunk = 1 + least(lanes, ceil(items / chunk_size::numeric))::integer, ${change}
       where workspace_id = ${workspace} and job_id = ${list} and received_at > '-infinity'
      returning next_chunk)
    insert into wakeup (workspace_id, job_id, chunk, due_at)
    select ${workspace}, ${list}, chunk, now() + make_interval(secs => ${FIRST_WAKEUP})
      from started cross join generate_series(1, next_chunk - 1) as chunk
    returning chunk`.execute(trx)
  if (rows.length === 0) throw new DroppedList()
  return rows.map((row) => row.chunk)
}
