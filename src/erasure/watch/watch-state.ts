import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import type { WatchTable } from '../../database/watch-table.ts'
import type { Cursors, Pass } from './cursor.ts'

/** Whether somebody who is back is only told of, or erased again. */
export type WatchMode = WatchTable['mode']

/** How a workspace is watched, and how far that has come. */
export interface WatchState {
  readonly mode: WatchMode
  readonly cursors: Cursors
  /** Null: no full pass goes on. */
  readonly pass: Pass | null
  readonly passBegunAt: Date | null
  /** When the last full pass ended. */
  readonly passedAt: Date | null
  /** When new and touched rows were last read. */
  readonly lookedAt: Date | null
  readonly rowsRead: number
  /** Who was found, all in all. */
  readonly found: number
  /** Why the last look failed, as a code. */
  readonly problem: string | null
  /** As the database has it. */
  readonly now: Date
}

type Row = Omit<WatchState, 'rowsRead' | 'found'> & {
  readonly rowsRead: string
  readonly found: string
}

const COLUMNS = sql`
  mode, cursors, pass, pass_begun_at as "passBegunAt", passed_at as "passedAt",
  looked_at as "lookedAt", rows_read as "rowsRead", found, problem, now()`

/** @returns undefined where the workspace is not watched */
export async function readWatch(trx: Trx, workspace: string): Promise<WatchState | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from watch where workspace_id = ${workspace}`.execute(trx)
  return rows[0] && stateOf(rows[0])
}

/** The same, for a transaction that goes on with it; another one waits. */
export async function lockWatch(trx: Trx, workspace: string): Promise<WatchState | undefined> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from watch where workspace_id = ${workspace} for update`.execute(trx)
  return rows[0] && stateOf(rows[0])
}

const stateOf = (row: Row): WatchState => ({
  ...row,
  rowsRead: Number(row.rowsRead),
  found: Number(row.found),
})

/** What a transaction has come to. */
export interface WatchProgress {
  readonly cursors: Cursors
  readonly pass: Pass | null
  readonly rows: number
  readonly found: number
}

/** Stores it. */
export async function saveProgress(
  trx: Trx,
  workspace: string,
  { cursors, pass, rows, found }: WatchProgress,
): Promise<void> {
  await sql`
    update watch
       set cursors = ${JSON.stringify(cursors)}::jsonb,
           pass = ${pass && JSON.stringify(pass)}::jsonb,
           rows_read = rows_read + ${rows}::bigint, found = found + ${found}::bigint
     where workspace_id = ${workspace}`.execute(trx)
}

/** That a full pass begins. */
export async function beginPass(trx: Trx, workspace: string): Promise<void> {
  await sql`update watch set pass_begun_at = now() where workspace_id = ${workspace}`.execute(trx)
}

/** That new and touched rows were read. */
export async function noteLook(trx: Trx, workspace: string): Promise<void> {
  await sql`
    update watch set looked_at = now() where workspace_id = ${workspace}`.execute(trx)
}

/** That a full pass has ended. */
export async function endPass(trx: Trx, workspace: string): Promise<void> {
  await sql`update watch set passed_at = now() where workspace_id = ${workspace}`.execute(trx)
}
