import { sql, type Transaction } from 'kysely'
import type { Db } from './connection.ts'
import { BY_KEY } from './prefer-indexes.ts'
import type { Database } from './tables.ts'

export type Trx = Transaction<Database>

/**
 * Runs work in one transaction that sees one workspace's rows and no other's.
 *
 * The setting is local to the transaction, so a pooled connection never carries it on. Throws what
 * the work threw: Kysely would put a failed rollback's error in its place, and with it the SQLSTATE
 * that decides about a retry would be gone (measured).
 *
 * @param plans `by_key`: its statements find rows by their keys, whatever the statistics say
 */
export async function inWorkspace<T>(
  db: Db,
  workspace: string,
  work: (trx: Trx) => Promise<T>,
  plans: 'any' | 'by_key' = 'any',
): Promise<T> {
  const failure: { cause?: unknown } = {}
  try {
    return await db.transaction().execute(async (trx) => {
      try {
        const settings = sql`set_config('unsaid.workspace', ${workspace}, true)`
        await sql`select ${plans === 'by_key' ? sql`${settings}, ${BY_KEY}` : settings}`.execute(
          trx,
        )
        return await work(trx)
      } catch (error) {
        failure.cause = error
        throw error
      }
    })
  } catch (error) {
    throw failure.cause ?? error
  }
}
