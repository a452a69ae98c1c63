import { listMaps, type ListedMap } from '../maps/stored/list-maps.ts'
import { EXIT } from './exit-code.ts'
import { openAnyWorkspace, withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

/** `unsaid map show [NAME]`: the maps that were added, and who uses them. */
export async function mapShowCommand(
  name: string | undefined,
  options: CommonOptions,
): Promise<number> {
  return withSession(options, async (session) => {
    const { db } = await openAnyWorkspace(session)
    const maps = (await listMaps(db)).filter((one) => name === undefined || one.name === name)
    if (name !== undefined && maps.length === 0) {
      throw new UsageError(`there is no map ${name} here: see unsaid map list, and unsaid map add`)
    }
    const lines = maps.length === 0 ? ['no map was added'] : maps.map(lineOf)
    session.print({ type: 'list', data: maps.map((one) => ({ type: 'map', ...one })) }, lines)
    return EXIT.done
  })
}

function lineOf({ name, version, schema, system, workspaces }: ListedMap): string {
  const users = workspaces.length === 0 ? 'no workspace' : workspaces.join(', ')
  return `${name}  version ${version}, on schema ${schema}: ${system}; used by ${users}`
}
