import { sql, type RawBuilder, type Transaction } from 'kysely'
import type { Db } from './connection.ts'
import { BY_KEY } from './prefer-indexes.ts'
import { PLANNED_ONCE } from './prepared.ts'
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
  const settings = settingsOf(workspace, plans)
  return transact(db, { begin: sql`begin`, settings, endsUnseen: false }, work)
}

/**
 * The same for work that only reads, which Postgres sees to. Nobody waits for the end of it: there
 * is nothing that could fail to be kept.
 */
export async function readInWorkspace<T>(
  db: Db,
  workspace: string,
  work: (trx: Trx) => Promise<T>,
  plans: Plans = 'any',
): Promise<T> {
  const settings = settingsOf(workspace, plans)
  return transact(db, { begin: sql`begin read only`, settings, endsUnseen: true }, work)
}

function settingsOf(workspace: string, plans: Plans): RawBuilder<unknown> {
  const own = sql`set_config('unsaid.workspace', ${workspace}, true)`
  return plans === 'by_key' ? sql`${own}, ${BY_KEY}, ${PLANNED_ONCE}` : own
}

interface Kind {
  readonly begin: RawBuilder<unknown>
  readonly settings: RawBuilder<unknown>
  readonly endsUnseen: boolean
}

async function transact<T>(
  db: Db,
  { begin, settings, endsUnseen }: Kind,
  work: (trx: Trx) => Promise<T>,
): Promise<T> {
  const executor = db.getExecutor()
  return executor.provideConnection(async (connection) => {
    const send = (statement: RawBuilder<unknown>) => connection.executeQuery(statement.compile(db))
    const begun = together([send(begin), send(sql`select ${settings}`)])
    const { trx, close } = transactionOn(connection, executor)
    try {
      const [, result] = await together([begun, work(trx)])
      const ended = send(sql`commit`)
      await (endsUnseen ? unseen(ended) : ended)
      return result
    } catch (error) {
      await send(sql`rollback`).catch(() => undefined)
      throw error
    } finally {
      close()
    }
  })
}

/** What is sent on this connection next waits for it. */
function unseen(ended: Promise<unknown>): void {
  ended.catch(() => undefined)
}
