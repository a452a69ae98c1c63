import type { Db } from '../../database/connection.ts'
import { isGivenUp } from '../../erasure/watch/is-due.ts'
import { findWatch, watchedWorkspaces, type Watch } from '../../erasure/watch/set-watch.ts'
import { ok, warning, type Check } from './check.ts'

const CHECK = 'watch'

/** Whether people who were erased are back where a map leads, and nothing is done about it. */
export async function checkWatches(db: Db): Promise<Check[]> {
  const workspaces = await watchedWorkspaces(db)
  const checks = await Promise.all(
    workspaces.map(async (workspace) => {
      const watch = await findWatch(db, workspace)
      return watch ? checksOf(workspace, watch) : []
    }),
  )
  const all = checks.flat()
  if (workspaces.length === 0 || all.length > 0) return all
  return [ok(CHECK, 'nobody who was erased is back')]
}

function checksOf(workspace: string, { mode, problem, returns }: Watch): Check[] {
  const left = mode === 'report' ? returns : returns.filter(isGivenUp)
  const failed = problem === null ? [] : [failing(workspace, problem)]
  if (left.length === 0) return failed
  const who = `${left.length} who were erased are back in ${workspace}`
  const cure = `see \`unsaid workspace watch --workspace ${workspace}\`, and erase them by id`
  return [...failed, warning(CHECK, who, cure)]
}

function failing(workspace: string, problem: string): Check {
  const cures: Readonly<Record<string, string>> = {
    map_outdated: 'mend the map, and add it again',
    locked: 'see who locks the table of people, or why reading it takes longer than 30 s',
  }
  const cure = cures[problem] ?? "see the worker's log"
  return warning(CHECK, `nobody can be looked for in ${workspace}: ${problem}`, cure)
}
