import type { Trx } from '../../database/in-workspace.ts'
import { storeOf } from '../../redact/store-of.ts'
import type { PageAsk, PeopleTable, Way } from '../../redact/watched-people.ts'
import { cursorAt, movedOn, passedOn, readOn, type PageEnd } from './cursor.ts'
import { dropUnseen } from './returned-people.ts'
import { settleReturns } from './settle-returns.ts'
import type { WatchDeps } from './watch-deps.ts'
import {
  endPass,
  lockWatch,
  saveProgress,
  type WatchProgress,
  type WatchState,
} from './watch-state.ts'

/** What is read: rows of a table that are new or touched, or all rows of all tables. */
export type WatchReading = { readonly table: string; readonly way: Way } | 'pass'

/** What one page came to. */
export interface PageRead {
  readonly rows: number
  /** Who was not known to be back. */
  readonly found: number
  /** Whether another page is to be read. */
  readonly hasMore: boolean
}

/** The watch was ended meanwhile, or has nothing to read. */
const OVER: PageRead = { rows: 0, found: 0, hasMore: false }

/** Rows of a page: so few take milliseconds. */
const PAGE = 500

/** Reads the next page, and stores with what was found there how far that is. */
export async function readPage(
  trx: Trx,
  { pepper, most = PAGE }: WatchDeps,
  workspace: string,
  reading: WatchReading,
): Promise<PageRead> {
  const state = await lockWatch(trx, workspace)
  const { people } = await storeOf(trx, workspace)
  const ask = state && people && whereToRead(state, people.tables, reading)
  if (!ask) return OVER
  const page = await people.read(trx, { ...ask, most })
  const settling = { people, mode: state.mode, pepper }
  const found = await settleReturns(trx, workspace, page.people, settling)
  const [rows, end] = [page.people.length, { last: page.last, isFull: page.people.length === most }]
  const moved = moveOn(state, people.tables, reading, end)
  await saveProgress(trx, workspace, { ...moved, rows, found })
  if (reading !== 'pass') return { rows, found, hasMore: end.isFull }
  if (moved.pass === null) await finishPass(trx, workspace, state)
  return { rows, found, hasMore: moved.pass !== null }
}

type WhereToRead = Omit<PageAsk, 'most'>

/** @returns undefined where there is nothing to read, or not any more */
function whereToRead(
  { cursors, pass }: WatchState,
  tables: readonly PeopleTable[],
  reading: WatchReading,
): WhereToRead | undefined {
  const asked = reading === 'pass' ? pass?.table : reading.table
  // A map that was added again may have other tables: a pass begins with the first of those.
  const isThere = tables.some(({ name }) => name === asked)
  if (reading !== 'pass') {
    const cursor = cursors[reading.table]?.[reading.way] ?? cursorAt(null)
    return isThere ? { ...reading, after: readOn(cursor) } : undefined
  }
  const [first] = tables
  if (!pass || !first) return undefined
  return isThere
    ? { table: pass.table, way: 'id', after: pass.after }
    : { table: first.name, way: 'id', after: null }
}

function moveOn(
  { cursors, pass }: WatchState,
  tables: readonly PeopleTable[],
  reading: WatchReading,
  end: PageEnd,
): Pick<WatchProgress, 'cursors' | 'pass'> {
  if (reading === 'pass') {
    const names = tables.map(({ name }) => name)
    return { cursors, pass: pass && passedOn(pass, names, end) }
  }
  const { table, way } = reading
  const cursor = cursors[table]?.[way] ?? cursorAt(null)
  const ways = { ...cursors[table], [way]: movedOn(cursor, end) }
  return { cursors: { ...cursors, [table]: ways }, pass }
}

/** Whoever was not seen in a pass over all rows is there no longer. */
async function finishPass(trx: Trx, workspace: string, { passBegunAt, now }: WatchState) {
  await dropUnseen(trx, workspace, passBegunAt ?? now)
  await endPass(trx, workspace)
}
