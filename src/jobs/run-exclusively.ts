import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { LOCK_CLASSES } from '../database/lock-classes.ts'

/**
 * Runs work that concerns a job unless another connection, of any process, is running such work for
 * it now; then nothing is done. The lock dies with its process.
 */
export async function runExclusively(
  db: Db,
  workspace: string,
  job: string,
  work: () => Promise<void>,
): Promise<void> {
  const key = sql`${sql.lit(LOCK_CLASSES.jobs)}, hashtext(${`${workspace}\n${job}`})`
  await db.connection().execute(async (session) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_lock(${key}) as locked`.execute(session)
    if (!rows[0]?.locked) return
    try {
      await work()
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(session)
    }
  })
}
