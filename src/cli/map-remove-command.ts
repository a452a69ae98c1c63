import { removeMap } from '../maps/stored/add-map.ts'
import { listMaps } from '../maps/stored/list-maps.ts'
import { asOwner } from './as-owner.ts'
import { EXIT } from './exit-code.ts'
import { withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

/** `unsaid map remove NAME`: takes the rights of a map back; refused while a workspace uses it. */
export async function mapRemoveCommand(name: string, options: CommonOptions): Promise<number> {
  return withSession(options, async (session) =>
    asOwner(session, async (owner) => {
      const found = (await listMaps(owner)).find((one) => one.name === name)
      if (!found) throw new UsageError(`there is no map ${name} here: see unsaid map show`)
      if (found.workspaces.length > 0) {
        session.print({ type: 'map', name, removed: false, workspaces: found.workspaces }, [
          `${name} is used by ${found.workspaces.join(', ')}: it stays`,
        ])
        return EXIT.refused
      }
      await removeMap(owner, session.config.appRole, name)
      session.print({ type: 'map', name, removed: true }, [`removed ${name}, and its rights`])
      return EXIT.done
    }),
  )
}
