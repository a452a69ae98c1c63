import type { Trx } from '../../database/in-workspace.ts'
import { isAnybodySuppressed } from '../../conversation/find-suppressed.ts'
import { storeOf } from '../../redact/store-of.ts'
import type { PeopleTable, WatchedPeople } from '../../redact/watched-people.ts'
import { cursorAt, isPassDue, waysOf, type Cursors } from './cursor.ts'
import { dropUnseen } from './returned-people.ts'
import type { WatchDeps } from './watch-deps.ts'
import { beginPass, lockWatch, noteLook, saveProgress, type WatchState } from './watch-state.ts'

/** What a look has to read. */
export interface Begun {
  readonly tables: readonly PeopleTable[]
  /** Whether new and touched rows are. */
  readonly isLookDue: boolean
  /** Whether a full pass goes on. */
  readonly hasPass: boolean
}

/**
 * Begins a look: a full pass if it is due, or a table is new.
 *
 * @returns undefined where there is nothing to look for
 */
export async function beginLook(
  trx: Trx,
  deps: WatchDeps,
  workspace: string,
): Promise<Begun | undefined> {
  const state = await lockWatch(trx, workspace)
  if (!state) return undefined
  const { people } = await storeOf(trx, workspace)
  const [first] = people?.tables ?? []
  if (!people || !first) return undefined
  if (!(await isAnybodySuppressed(trx, workspace))) {
    await noteNobody(trx, workspace, state)
    return undefined
  }
  const cursors = await withCursors(trx, people, state.cursors)
  const isNew = cursors !== state.cursors
  const begins = isNew || (!state.pass && isPassDue(state.passBegunAt, state.now, deps.hour))
  const pass = begins ? { table: first.name, after: null } : state.pass
  if (begins) await beginPass(trx, workspace)
  await saveProgress(trx, workspace, { cursors, pass, rows: 0, found: 0 })
  return { tables: people.tables, isLookDue: isLookDue(state, deps), hasPass: pass !== null }
}

/** Nobody is kept out, so nobody is back. */
async function noteNobody(trx: Trx, workspace: string, { now }: WatchState): Promise<void> {
  await dropUnseen(trx, workspace, now)
  await noteLook(trx, workspace)
}

/** Processes take turns: none looks again right after another, nor while a pass goes on. */
function isLookDue({ lookedAt, now }: WatchState, { every }: WatchDeps): boolean {
  return lookedAt === null || now.getTime() - lookedAt.getTime() >= every / 2
}

/** With a cursor for each way that has none. @returns the same object where each has one */
async function withCursors(trx: Trx, people: WatchedPeople, before: Cursors): Promise<Cursors> {
  let cursors = before
  for (const table of people.tables) {
    for (const way of waysOf(table)) {
      if (cursors[table.name]?.[way]) continue
      const cursor = cursorAt(await people.end(trx, table.name, way))
      cursors = { ...cursors, [table.name]: { ...cursors[table.name], [way]: cursor } }
    }
  }
  return cursors
}
