import type { Db } from '../../src/database/connection.ts'
import { DEFAULT_WORKSPACE } from '../../src/request/workspace-id.ts'
import { listWorkspaces } from '../../src/access/workspaces.ts'

/** Which workspaces a raw job may address: writing to the queue is authority over them. */
export interface RawWorkspaces {
  /** Mostly known at once: whoever holds a thousand jobs can do without a thousand promises. */
  mayBeAddressed(workspace: string): boolean | Promise<boolean>
}

/** Milliseconds for which the list of workspaces is remembered. */
const REMEMBERED = 1_000

/**
 * @param allowed as configured; undefined: `default`, while it is the only workspace, else none
 */
export function createRawWorkspaces(db: Db, allowed: readonly string[] | undefined): RawWorkspaces {
  let known: readonly string[] = []
  let until = 0

  let looking: Promise<readonly string[]> | undefined

  async function look(): Promise<readonly string[]> {
    known = await listWorkspaces(db)
    until = performance.now() + REMEMBERED
    return known
  }

  /** Jobs come by the hundred: while the first one's answer was out, each of them asked (measured). */
  function lookTogether(): Promise<readonly string[]> {
    return (looking ??= look().finally(() => (looking = undefined)))
  }

  return {
    mayBeAddressed(workspace) {
      if (!(allowed ?? [DEFAULT_WORKSPACE]).includes(workspace)) return false
      if (!allowed) {
        return performance.now() < until ? known.length === 1 : lookTogether().then(isAlone)
      }
      // No workspace ever goes; one that is new must not cost its first jobs.
      return known.includes(workspace) || look().then((all) => all.includes(workspace))
    },
  }
}

function isAlone(workspaces: readonly string[]): boolean {
  return workspaces.length === 1
}
