import { basename } from 'node:path'
import {
  draftFromFides,
  type FidesChoices,
  type OpenChoice,
} from '../maps/fides/draft-from-fides.ts'
import type { MapProblem } from '../maps/read/map-problem.ts'
import { checkedMapLines, mapProblemFindings } from './checked-map-lines.ts'
import { EXIT } from './exit-code.ts'
import { draftNoteLines, draftResult, draftText, draftWords } from './map-draft-lines.ts'
import { readPrivateText } from './read-private-text.ts'
import type { CommonOptions } from './session.ts'
import { UsageError } from './usage-error.ts'

export type MapFromFidesOptions = CommonOptions & FidesChoices

/** More takes minutes to read, and describes no database. */
const LONGEST = 4_000_000

/**
 * `unsaid map from-fides FILE`: the draft of a map on stdout, and on stderr what could not be known;
 * needs no database and no settings.
 */
export async function mapFromFidesCommand(
  file: string,
  options: MapFromFidesOptions,
): Promise<number> {
  const { text, isTooLong } = await readPrivateText(file, LONGEST)
  if (isTooLong) throw new UsageError(`${file} is longer than 4 MB: give it one dataset`)
  const name = file === '-' ? 'standard input' : file
  const drafted = draftFromFides(name, text, options)
  if ('open' in drafted) throw new UsageError(openMessage(name, drafted.open))
  if (!drafted.ok) return refused(name, drafted.problems)
  const yaml = draftText(drafted, basename(name))
  if (options.json) {
    process.stdout.write(`${JSON.stringify(draftResult(drafted, yaml), null, 2)}\n`)
    return EXIT.done
  }
  process.stdout.write(yaml)
  process.stderr.write(`${draftNoteLines(drafted, name).join('\n')}\n`)
  return EXIT.done
}

/** On stderr: stdout is where the map would be. */
function refused(name: string, problems: readonly MapProblem[]): number {
  const lines = checkedMapLines({ findings: mapProblemFindings(problems) })
  process.stderr.write(`${lines.join('\n')}\n${name}: nothing was made of it\n`)
  return EXIT.refused
}

/** So many names help; all of a large database don't. */
const SHOWN = 12

function openMessage(name: string, { what, why, choices }: OpenChoice): string {
  const more = choices.length > SHOWN ? `, and ${choices.length - SHOWN} more` : ''
  const list = `${choices.slice(0, SHOWN).join(', ')}${more}`
  if (why === 'unknown') return `--${what}: there is none of this name in ${name}, but ${list}`
  if (why === 'twice')
    return `--${what}: this collection can't hold two of people, conversations and messages`
  if (what === 'dataset') return `${name} has several datasets: name one with --dataset: ${list}`
  return `which collection holds ${draftWords[what]} can't be told: name it with --${what}: ${list}`
}
