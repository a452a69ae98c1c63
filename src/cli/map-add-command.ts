import { addMap } from '../maps/stored/add-map.ts'
import { mapGrants, type TableGrant } from '../maps/stored/map-grants.ts'
import { asOwner } from './as-owner.ts'
import { checkedIn } from './check-map-in-database.ts'
import { checkedMapLines, checkedMapResult, isComplete, summaryLines } from './checked-map-lines.ts'
import { EXIT } from './exit-code.ts'
import { printProblems, readNamedMap } from './read-named-map.ts'
import { withSession, type CommonOptions } from './session.ts'

export interface MapAddOptions extends CommonOptions {
  readonly schema: string
}

/**
 * `unsaid map add FILE|NAME`: checks a map against the database that Unsaid works in, stores it, and
 * gives the app's role what it needs.
 */
export async function mapAddCommand(given: string, options: MapAddOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { schema } = options
    const read = await readNamedMap(given)
    if (!read.ok) return printProblems(session, given, schema, read.problems)
    const { map } = read
    return asOwner(session, async (owner) => {
      const { checked, catalog } = await checkedIn(owner, read, { schema, data: true })
      const result = checkedMapResult(map.map, schema, checked)
      if (!isComplete(checked)) {
        session.print(result, [...checkedMapLines(checked), ...summaryLines(checked)])
        return EXIT.refused
      }
      const grants = mapGrants(read, catalog)
      const version = await addMap(owner, session.config.appRole, { map, catalog, grants })
      session.print({ type: 'map', name: map.map, version, schema, grants }, [
        ...checkedMapLines(checked),
        ...summaryLines(checked),
        ...grants.map((grant) => grantLine(grant)),
        `added ${map.map}, version ${version}, on schema ${schema}: make workspaces with`,
        `  unsaid workspace create ID --map ${map.map}${keyHint(map.workspace?.column)}`,
      ])
      return EXIT.done
    })
  })
}

function grantLine({ table, select, update, delete: deletes, insert }: TableGrant): string {
  const rights = [
    `select (${select.join(', ')})`,
    ...(update.length > 0 ? [`update (${update.join(', ')})`] : []),
    ...(deletes ? ['delete'] : []),
    ...(insert ? ['insert, for its trigger'] : []),
  ]
  return `granted on ${table}: ${rights.join(', ')}`
}

const keyHint = (column: string | undefined) =>
  column === undefined ? '' : ` --key ${column}=VALUE`
