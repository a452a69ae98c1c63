import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** Jobs deleted by one round: the next comes soon. */
const MOST = 1_000

/**
 * Deletes jobs that ended so many days ago, with their idempotency keys; the items of a list go
 * with the lists that were left behind. A job that has not ended stays, however old it is.
 *
 * @returns how many went
 */
export async function purgeJobs(db: Db, days: number): Promise<number> {
  const { rows } = await sql<{ gone: string }>`
    select purge_jobs(make_interval(days => ${days}), ${MOST}::integer) as gone`.execute(db)
  return Number(rows[0]?.gone ?? 0)
}
