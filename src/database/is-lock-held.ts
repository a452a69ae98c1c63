import { sql } from 'kysely'
import type { Db } from './connection.ts'

/** Whether some process has a lock of ours, told without trying to take it. */
export async function isLockHeld(
  db: Db,
  { of, key }: { readonly of: number; readonly key: number },
): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from pg_locks
       where locktype = 'advisory' and objsubid = 2 and granted
         and database = (select oid from pg_database where datname = current_database())
         and classid = ${of}::int::oid and objid = ${key}::int::oid) as held`.execute(db)
  return rows[0]?.held ?? false
}
