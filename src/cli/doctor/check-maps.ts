import type { Db } from '../../database/connection.ts'
import { readDrift } from '../../maps/stored/read-drift.ts'
import { findWorkspaceMap } from '../../maps/stored/workspace-map.ts'
import { ok, problem, warning, type Check } from './check.ts'

const CHECK = 'maps'

/** Whether the tables of other systems are still what the maps of the workspaces say. */
export async function checkMaps(db: Db, workspaces: readonly string[]): Promise<Check[]> {
  const maps = await Promise.all(workspaces.map((workspace) => findWorkspaceMap(db, workspace)))
  const used = new Map(maps.flatMap((map) => (map ? [[map.name, map] as const] : [])))
  if (used.size === 0) return []
  const checks: Check[] = []
  for (const [name, map] of used) {
    const { broken, incomplete } = await readDrift(db, map)
    const cure = `see unsaid map check ${name}, mend the map, and add it again`
    if (broken.length > 0) {
      checks.push(
        problem(CHECK, `${name} names what is gone or changed: ${broken.join(', ')}`, cure),
      )
    }
    if (incomplete.length > 0) {
      const about = `${name} does not answer for new columns: ${incomplete.join(', ')}`
      checks.push(warning(CHECK, about, `${cure}: until then erasures end with errors`))
    }
  }
  return checks.length > 0 ? checks : [ok(CHECK, 'the tables are what the maps say')]
}
