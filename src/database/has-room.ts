import { sql } from 'kysely'
import type { Db } from './connection.ts'
import { inWorkspace } from './in-workspace.ts'
import { isDiskFull } from '../failure.ts'

/**
 * Whether Postgres has room to write, on the disk that its tables are on. Asked by a sort that does
 * not fit into memory, some 6 MB: it needs no right, leaves nothing behind and touches no table.
 * A table that still has free space in its own pages can be written for a while longer.
 *
 * @throws when Postgres can't be asked
 */
export async function hasRoom(db: Db): Promise<boolean> {
  try {
    await inWorkspace(db, '', async (trx) => {
      await sql`select set_config('work_mem', '64kB', true)`.execute(trx)
      await sql`
        select count(*) from (
          select repeat(md5(n::text), 30) as text from generate_series(1, 6000) n
           order by 1 offset 0) sorted`.execute(trx)
    })
    return true
  } catch (error) {
    if (isDiskFull(error)) return false
    // An administrator may have limited what one session puts there.
    if (error instanceof Error && 'code' in error && error.code === '53400') return true
    throw error
  }
}
