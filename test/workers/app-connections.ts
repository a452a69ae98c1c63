import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'

/** Whether some transaction of ours waits for the lock on a part. */
export async function waitsForAPart({ admin }: TestDatabase): Promise<boolean> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'
         and query like '%for update of part%') as waits`.execute(admin)
  return rows[0]!.waits
}

/** Terminates every connection of the app to this database; says how many there were. */
export async function cutConnections({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ cut: number }>`
    select count(pg_terminate_backend(pid))::int as cut from pg_stat_activity
     where datname = current_database() and usename = 'unsaid'`.execute(admin)
  return rows[0]!.cut
}
