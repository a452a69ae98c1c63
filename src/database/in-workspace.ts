import { sql, type DatabaseConnection, type RawBuilder, type Transaction } from 'kysely'
import type { Db } from './connection.ts'
import { PLANNED_ONCE } from './plans.ts'
import { BY_KEY } from './prefer-indexes.ts'
import type { Database } from './tables.ts'
import { together } from './together.ts'
import { transactionOn } from './transaction-on.ts'

export type Trx = Transaction<Database>

type Plans = 'any' | 'by_key'

/**
 * Runs work in one transaction that sees one workspace's rows and no other's. Its beginning takes
 * no round trip: it is sent right before the work's first statement.
 *
 * The setting is local to the transaction, so a pooled connection never carries it on. Throws what
 * the work threw: a failed rollback's error in its place would hide the SQLSTATE that decides about
 * a retry (measured).
 *
 * @param plans `by_key`: its statements find rows by their keys, whatever the statistics say, so
 *   that Postgres may keep their plans
 */
export async function inWorkspace<T>(
  db: Db,
  workspace: string,
  work: (trx: Trx) => Promise<T>,
  plans: Plans = 'any',
): Promise<T> {
  return db.getExecutor().provideConnection(async (connection) => {
    const { send, begun, trx, close } = begin(db, connection, settingsOf(workspace, plans))
    try {
      const [, result] = await together([begun, asked(work, trx)])
      await send(sql`commit`)
      return result
    } catch (error) {
      await send(sql`rollback`).catch(() => undefined)
      throw error
    } finally {
      close()
    }
  })
}

/**
 * Runs work that asks for all of its statements at once in one transaction and one round trip. They
 * are committed, if none of them fails: whatever the work makes of the replies comes too late.
 */
export async function inOneTrip<T>(
  db: Db,
  workspace: string,
  work: (trx: Trx) => Promise<T>,
  plans: Plans = 'any',
): Promise<T> {
  return db.getExecutor().provideConnection(async (connection) => {
    const { send, begun, trx, close } = begin(db, connection, settingsOf(workspace, plans))
    const working = asked(work, trx)
    close()
    // Of a transaction in which a statement failed a commit is a rollback.
    const [, result] = await together([begun, working, send(sql`commit`)])
    return result
  })
}

function begin(db: Db, connection: DatabaseConnection, settings: RawBuilder<unknown>) {
  const send = (statement: RawBuilder<unknown>) => connection.executeQuery(statement.compile(db))
  const begun = together([send(sql`begin`), send(sql`select ${settings}`)])
  return { send, begun, ...transactionOn(connection, db.getExecutor()) }
}

/** Work that fails before it asks for anything fails like any other: its transaction has begun. */
async function asked<T>(work: (trx: Trx) => Promise<T>, trx: Trx): Promise<T> {
  return work(trx)
}

function settingsOf(workspace: string, plans: Plans): RawBuilder<unknown> {
  const own = sql`set_config('unsaid.workspace', ${workspace}, true)`
  return plans === 'by_key' ? sql`${own}, ${BY_KEY}, ${PLANNED_ONCE}` : own
}
