import type { CheckedMap } from '../maps/check/check-map.ts'
import { checkedInDatabase } from './check-map-in-database.ts'
import { EXIT } from './exit-code.ts'
import { checkedMapLines, checkedMapResult, summaryLines } from './checked-map-lines.ts'
import { printProblems, readNamedMap } from './read-named-map.ts'
import { withSession, type CommonOptions } from './session.ts'

export interface MapCheckOptions extends CommonOptions {
  readonly databaseUrl?: string
  readonly schema: string
  /** False: `--no-data`. */
  readonly data: boolean
}

/** `unsaid map check FILE|NAME`: holds a map against the catalog of a database; changes nothing. */
export async function mapCheckCommand(given: string, options: MapCheckOptions): Promise<number> {
  return withSession(options, async (session) => {
    const read = await readNamedMap(given)
    if (!read.ok) return printProblems(session, given, options.schema, read.problems)
    const checked = await checkedInDatabase(session, read, options)
    session.print(checkedMapResult(read.map.map, options.schema, checked), [
      `${read.map.map}: ${read.map.system}, on schema ${options.schema}`,
      ...checkedMapLines(checked),
      ...summaryLines(checked),
    ])
    return exitOf(checked)
  })
}

function exitOf({ findings }: CheckedMap): number {
  if (findings.some(({ level }) => level === 'problem')) return EXIT.refused
  return findings.some(({ level }) => level === 'unchecked') ? EXIT.notCheckable : EXIT.done
}
