import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'

/** What is still to be done, in all workspaces together. */
export interface Backlog {
  /** Jobs and chunks without an outcome that somebody is to work on. */
  readonly pending: number
  /** Those of them that wait for their workspace's turn. */
  readonly waiting: number
  /** Seconds since the oldest was accepted; 0 when there is none. */
  readonly oldestSeconds: number
  /** Seconds since the oldest entry of the ledger that is not sealed; 0 when all are. */
  readonly unsealedSeconds: number
  /** Erasures that are not done and past the date by which they must be. */
  readonly overdueErasures: number
}

/** Nothing is counted further. */
const MOST = 1_000_000

interface Row {
  readonly pending: string
  readonly waiting: string
  readonly oldest_seconds: number
  readonly unsealed_seconds: number
  readonly overdue_erasures: string
}

export async function readBacklog(db: Db): Promise<Backlog> {
  const { rows } = await sql<Row>`select * from backlog(${MOST}::integer)`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the backlog has one row')
  return {
    pending: Number(row.pending),
    waiting: Number(row.waiting),
    oldestSeconds: row.oldest_seconds,
    unsealedSeconds: row.unsealed_seconds,
    overdueErasures: Number(row.overdue_erasures),
  }
}
