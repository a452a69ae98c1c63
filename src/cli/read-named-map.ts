import { readFile } from 'node:fs/promises'
import type { MapProblem } from '../maps/read/map-problem.ts'
import type { ReadMap } from '../maps/read/read-map.ts'
import { readOwnMap, readShippedMap } from '../maps/shipped-maps.ts'
import { checkedMapLines, checkedMapResult, mapProblemFindings } from './checked-map-lines.ts'
import { EXIT } from './exit-code.ts'
import type { CommandSession } from './session.ts'
import { UsageError } from './usage-error.ts'

/** A name without a dot or slash is one that comes with Unsaid, unless there is such a file. */
export async function readNamedMap(given: string): Promise<ReadMap> {
  const text = await readFile(given, 'utf8').catch(() => undefined)
  if (text !== undefined) return readOwnMap({ file: given, text })
  const shipped = readShippedMap(given)
  if (shipped) return shipped
  throw new UsageError(
    `${given} is neither a file that can be read nor a map that comes with Unsaid: see unsaid map list`,
  )
}

/** Lists what keeps a file from being a map. @returns the exit code */
export function printProblems(
  { print }: CommandSession,
  given: string,
  schema: string,
  problems: readonly MapProblem[],
): number {
  const findings = mapProblemFindings(problems)
  print(checkedMapResult(given, schema, { findings }), [
    ...checkedMapLines({ findings }),
    `${given} is no map of format 1: ${findings.length} ${findings.length === 1 ? 'problem' : 'problems'}`,
  ])
  return EXIT.refused
}
