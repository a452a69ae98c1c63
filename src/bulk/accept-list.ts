import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import { claimKey, type IdempotencyKey } from '../jobs/claim-keys.ts'
import { insertListJob, type NewListJob } from '../jobs/insert-list-job.ts'
import { insertedWakeups } from '../jobs/wakeups.ts'
import { assertTokenAllows } from '../access/assert-token-allows.ts'
import { DroppedList } from './add-items.ts'
import { freeTurns } from './turns.ts'

export interface ListAsk extends NewListJob {
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
 * @returns the chunks to be delivered now; a finished chunk hands on its turn
 * @throws DroppedList, TokenRefused
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
    await insertListJob(trx, workspace, list, ask)
    await insertChunks(trx, workspace, list)
    const [chunks] = await together([
      startChunks(trx, workspace, list, ACCEPTED),
      assertTokenAllows(trx, workspace, ask.requestedBy, 'erase:write'),
    ])
    return { kind: 'accepted', chunks }
  })
}

/** What becomes of a list's row when it is accepted. */
export const ACCEPTED = sql`accepted_at = now(), received_at = now()`

async function insertChunks(trx: Trx, workspace: string, list: string): Promise<void> {
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last)
    select workspace_id, job_id, nth + 1, nth * chunk_size + 1,
           least((nth + 1) * chunk_size, items)
      from job_list cross join generate_series(0, (items - 1) / chunk_size) as nth
     where workspace_id = ${workspace} and job_id = ${list}`.execute(trx)
}

/**
 * Writes the wakeups of a list's first chunks, as many as it has lanes. Some of them, or all, wait
 * for their turn while others of the workspace are on their way.
 *
 * @param change what else becomes of the list's row
 * @param from the first chunk; the ones before it are done
 * @returns the chunks to be delivered now
 * @throws DroppedList
 */
export async function startChunks(
  trx: Trx,
  workspace: string,
  list: string,
  change: RawBuilder<unknown>,
  from = 1,
): Promise<number[]> {
  const { rows } = await sql<{ chunk: number; waits: boolean }>`
    with started as (
      update job_list set next_chunk = ${from}::integer + lanes, ${change}
       where workspace_id = ${workspace} and job_id = ${list} and received_at > '-infinity'
      returning next_chunk, lanes),
    lane as materialized (
      select ${freeTurns(workspace, sql`(select lanes from started)`)} as free),
    first as (
      select chunk, row_number() over (order by chunk) > (select free from lane) as waits
        from started join job_chunk on job_chunk.workspace_id = ${workspace}
         and job_chunk.job_id = ${list} and chunk >= ${from}::integer and chunk < next_chunk)
    ${insertedWakeups(workspace, list, sql`first`)}`.execute(trx)
  if (rows.length === 0) throw new DroppedList()
  return rows.filter((row) => !row.waits).map((row) => row.chunk)
}
