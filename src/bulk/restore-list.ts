import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Says of a list that is not done yet that it is: what was planned was done. */
export async function settleList(trx: Trx, workspace: string, job: string): Promise<void> {
  await sql`
    update job_chunk set outcomes = coalesce(planned, repeat('r', last - first + 1)), done_at = now()
     where workspace_id = ${workspace} and job_id = ${job} and outcomes is null`.execute(trx)
  await sql`
    update job_list set run_at = coalesce(run_at, accepted_at)
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
}

/** What is known of a list that ended. */
export interface EndedList {
  readonly acceptedAt: string
  readonly finishedAt: string
  /** Files that its messages had. */
  readonly files: number
  /** A letter for each item, in no order that means anything. */
  readonly outcomes: string
}

/** Stores a list that ended as one chunk, without its items. What is there stays as it is. */
export async function restoreList(
  trx: Trx,
  workspace: string,
  job: string,
  { acceptedAt, finishedAt, files, outcomes }: EndedList,
): Promise<void> {
  const items = outcomes.length
  await sql`
    insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, items, next_chunk,
                          received_at, accepted_at)
    values (${workspace}, ${job}, false, 1, 1000, ${items}, 2,
            ${acceptedAt}::timestamptz, ${acceptedAt}::timestamptz)
        on conflict do nothing`.execute(trx)
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, outcomes, done_at, files)
    values (${workspace}, ${job}, 1, 1, ${items}, ${outcomes},
            ${finishedAt}::timestamptz, ${files})
        on conflict do nothing`.execute(trx)
}
