import { sql } from 'kysely'
import type { Db } from '../../database/connection.ts'
import { inWorkspace, type Trx } from '../../database/in-workspace.ts'
import { storeOf } from '../../redact/store-of.ts'
import { listReturns, type KnownReturn } from './returned-people.ts'
import { readWatch, type WatchMode, type WatchState } from './watch-state.ts'

/**
 * Has a workspace be watched, or not any more. With another mode all rows are read anew, so that it
 * holds for who is back already.
 *
 * @returns false where only Unsaid itself writes people: imports are kept from bringing them back
 */
export async function setWatch(
  db: Db,
  workspace: string,
  mode: WatchMode | 'off',
): Promise<boolean> {
  return inWorkspace(db, workspace, async (trx) => {
    const { people } = await storeOf(trx, workspace)
    if (!people) return false
    await (mode === 'off' ? endWatch(trx, workspace) : storeWatch(trx, workspace, mode))
    return true
  })
}

/** Stores how a workspace is watched. */
export async function storeWatch(trx: Trx, workspace: string, mode: WatchMode): Promise<void> {
  await sql`
    insert into watch (workspace_id, mode) values (${workspace}, ${mode})
        on conflict (workspace_id)
        do update set mode = excluded.mode, pass = null, pass_begun_at = null
         where watch.mode <> excluded.mode`.execute(trx)
}

async function endWatch(trx: Trx, workspace: string): Promise<void> {
  await sql`delete from watch where workspace_id = ${workspace}`.execute(trx)
}

/** How a workspace is watched, and who is back. */
export interface Watch extends WatchState {
  readonly returns: readonly KnownReturn[]
}

/** @returns undefined where it is not watched */
export async function findWatch(db: Db, workspace: string): Promise<Watch | undefined> {
  return inWorkspace(db, workspace, async (trx) => {
    const state = await readWatch(trx, workspace)
    return state && { ...state, returns: await listReturns(trx, workspace) }
  })
}

/** All that are watched. */
export async function watchedWorkspaces(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select watched_workspaces as id from watched_workspaces()`.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Notes why the last look failed, if it did.
 *
 * @param problem a code
 * @returns whether that was not known
 */
export async function noteProblem(
  db: Db,
  workspace: string,
  problem: string | null,
): Promise<boolean> {
  const { numAffectedRows } = await inWorkspace(db, workspace, (trx) =>
    sql`
      update watch set problem = ${problem}::text
       where workspace_id = ${workspace} and problem is distinct from ${problem}::text`.execute(
      trx,
    ),
  )
  return Number(numAffectedRows) > 0
}
