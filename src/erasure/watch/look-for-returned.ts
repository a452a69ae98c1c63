import { inWorkspace, type Trx } from '../../database/in-workspace.ts'
import { beginLook, type Begun } from './begin-look.ts'
import { waysOf } from './cursor.ts'
import { eraseReturned } from './erase-returned.ts'
import { readPage, type PageRead, type WatchReading } from './read-page.ts'
import type { WatchDeps } from './watch-deps.ts'
import { noteLook } from './watch-state.ts'

/** What one look came to. */
export interface Looked {
  readonly rows: number
  /** Who was not known to be back. */
  readonly found: number
  /** Erasures that were asked for. */
  readonly erased: number
  /** What became of a full pass over all rows: none is due, it goes on, or it has ended. */
  readonly pass: 'none' | 'goes_on' | 'ended'
}

/** Pages of a full pass that one look reads: then it is another workspace's turn. */
const PASS_PAGES = 20

/**
 * Looks for people who were erased and are back: at rows that are new or touched, and once a day at
 * all of them, a page a transaction. How far it came is stored with what was found, so that the next
 * look goes on there, whoever makes it.
 *
 * @returns undefined where the workspace is not watched, or nobody is kept out
 * @throws MapOutdated
 */
export async function lookForReturned(
  deps: WatchDeps,
  workspace: string,
): Promise<Looked | undefined> {
  const begun = await inWorkspace(deps.db, workspace, (trx) => beginLook(trx, deps, workspace))
  if (!begun) return undefined
  const reads = await readNew(deps, workspace, begun)
  const passed = begun.hasPass ? await readPages(deps, workspace, 'pass', PASS_PAGES) : []
  const erased = await eraseReturned(deps, workspace)
  const all = [...reads, ...passed]
  return {
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
    found: all.reduce((sum, { found }) => sum + found, 0),
    erased,
    pass: begun.hasPass ? stateOf(passed) : 'none',
  }
}

const stateOf = (passed: readonly PageRead[]) =>
  passed.at(-1)?.hasMore === false ? 'ended' : 'goes_on'

async function readNew(
  deps: WatchDeps,
  workspace: string,
  { tables, isLookDue }: Begun,
): Promise<readonly PageRead[]> {
  if (!isLookDue) return []
  const reads: PageRead[] = []
  for (const table of tables) {
    for (const way of waysOf(table)) {
      reads.push(...(await readPages(deps, workspace, { table: table.name, way }, Infinity)))
    }
  }
  if (deps.goesOn()) await inWorkspace(deps.db, workspace, (trx) => noteLook(trx, workspace))
  return reads
}

async function readPages(
  deps: WatchDeps,
  workspace: string,
  reading: WatchReading,
  most: number,
): Promise<readonly PageRead[]> {
  const reads: PageRead[] = []
  const page = (trx: Trx) => readPage(trx, deps, workspace, reading)
  while (reads.length < most && deps.goesOn()) {
    const read = await inWorkspace(deps.db, workspace, page)
    reads.push(read)
    if (!read.hasMore) break
    await deps.rest()
  }
  return reads
}
