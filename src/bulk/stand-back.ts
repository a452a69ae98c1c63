import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { isLane } from './busy-lock.ts'

/** Seconds for which chunks of a workspace rest when somebody had to wait for one of them. */
const REST = 1

/**
 * Has the chunks of a workspace rest if somebody waits for this transaction: what waits now is let go
 * of by its commit, and comes before the next chunk. To be asked for when nothing more is locked.
 *
 * @param waiters a query of the sessions that wait for it, as `pid`; our own lanes do not count
 */
export async function standBack(
  trx: Trx,
  workspace: string,
  waiters: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    insert into work_rate (workspace_id, free_at)
    select ${workspace}, clock_timestamp() + make_interval(secs => ${REST})
     where exists (select from (${waiters}) waiter where not ${isLane(sql.ref('waiter.pid'))})
        on conflict (workspace_id) do update
           set free_at = greatest(work_rate.free_at, excluded.free_at)`.execute(trx)
}
