import { readFile } from 'node:fs/promises'
import type { CheckedMap } from '../maps/check/check-map.ts'
import { readOwnMap, readShippedMap } from '../maps/shipped-maps.ts'
import type { ReadMap } from '../maps/read/read-map.ts'
import { checkedInDatabase } from './check-map-in-database.ts'
import { EXIT } from './exit-code.ts'
import {
  checkedMapLines,
  checkedMapResult,
  isComplete,
  mapProblemFindings,
} from './checked-map-lines.ts'
import { withSession, type CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

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
    if (!read.ok) {
      const findings = mapProblemFindings(read.problems)
      session.print(checkedMapResult(given, options.schema, { findings }), [
        ...checkedMapLines({ findings }),
        `${given} is no map of format 1: ${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}`,
      ])
      return EXIT.refused
    }
    const checked = await checkedInDatabase(session, read, options)
    session.print(checkedMapResult(read.map.map, options.schema, checked), [
      `${read.map.map}: ${read.map.system}, on schema ${options.schema}`,
      ...checkedMapLines(checked),
      ...summaryLines(checked),
    ])
    return exitOf(checked)
  })
}

/** A name without a dot or slash is one that comes with Unsaid, unless there is such a file. */
async function readNamedMap(given: string): Promise<ReadMap> {
  const text = await readFile(given, 'utf8').catch(() => undefined)
  if (text !== undefined) return readOwnMap({ file: given, text })
  const shipped = readShippedMap(given)
  if (shipped) return shipped
  throw new UsageError(
    `${given} is neither a file that can be read nor a map that comes with Unsaid: see unsaid map list`,
  )
}

function exitOf({ findings }: CheckedMap): number {
  if (findings.some(({ level }) => level === 'problem')) return EXIT.refused
  return findings.some(({ level }) => level === 'unchecked') ? EXIT.notCheckable : EXIT.done
}

function summaryLines(checked: CheckedMap): string[] {
  const { textColumns, tables, answers, findings } = checked
  const { rewritten, deleted, rebuilt, kept, key } = answers
  const left = textColumns - rewritten - deleted - rebuilt - kept - key
  const count = (level: string) => findings.filter((one) => one.level === level).length
  return [
    `${textColumns} columns of ${tables} tables can hold text: ${rewritten} rewritten, ${deleted} in rows ` +
      `that are deleted, ${rebuilt} rebuilt, ${kept} kept, ${key} ids and kinds, ${left} left`,
    isComplete(checked)
      ? 'the map accounts for everything'
      : `the map does not account for everything: ${count('problem')} problems, ${count('unchecked')} not checked`,
  ]
}
