import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** Items deleted by one transaction: it must not hold up anybody. */
const BATCH = 5_000

/** How long nothing must have come for a list that is received to count as left behind. */
const STALE = '5 minutes'

/** Lists looked at in one sweep. */
const MOST_LISTS = 100

/**
 * Deletes a list that never became a job, or whose job is gone, in small batches. One that was
 * accepted meanwhile is left alone.
 */
export async function dropList(db: Db, workspace: string, list: string): Promise<void> {
  for (let isMore = true; isMore;) {
    const { rows } = await sql<{ more: boolean }>`
      select drop_some(${workspace}, ${list}, ${BATCH}::integer) as more`.execute(db)
    isMore = rows[0]?.more ?? false
  }
}

/**
 * Drops what was left behind by processes that died while they received a list.
 *
 * @param stale Postgres interval without any new item
 */
export async function dropStaleLists(db: Db, stale: string = STALE): Promise<void> {
  const { rows } = await sql<{ workspace_id: string; job_id: string }>`
    select workspace_id, job_id from stale_lists(${stale}::interval, ${MOST_LISTS}::integer)`.execute(
    db,
  )
  for (const row of rows) await dropList(db, row.workspace_id, row.job_id)
}
