import type { DataMap } from '../format/map-format.ts'
import type { MapProblem } from '../read/map-problem.ts'
import { chooseRoles, type NamedRoles, type Role, type Roles } from './choose-roles.ts'
import { draftMap } from './draft-map.ts'
import type { DraftGuess, DraftNote } from './draft-part.ts'
import type { FidesDataset } from './fides-dataset.ts'
import { linksOf } from './links.ts'
import { readDatasets } from './read-datasets.ts'

/** What the user names of what a file does not tell. */
export interface FidesChoices extends NamedRoles {
  /** The key of one of several datasets. */
  readonly dataset?: string | undefined
}

export interface MapDraft {
  readonly dataset: FidesDataset
  readonly map: DataMap
  readonly roles: Roles
  /** Those of the roles that nobody named. */
  readonly guessed: readonly Role[]
  readonly guesses: readonly DraftGuess[]
  readonly notes: readonly DraftNote[]
}

export type FromFides =
  | ({ readonly ok: true } & MapDraft)
  | { readonly ok: false; readonly problems: readonly MapProblem[] }
  | { readonly ok: false; readonly open: OpenChoice }

/** What the user must name, or named wrongly, and what there is. */
export interface OpenChoice {
  readonly what: 'dataset' | Role
  readonly why: 'unknown' | 'untold' | 'twice'
  readonly choices: readonly string[]
}

/** The draft of a map out of a Fides file. */
export function draftFromFides(file: string, text: string, asked: FidesChoices): FromFides {
  const read = readDatasets(file, text)
  if (!read.ok) return read
  const dataset = chosenDataset(read.datasets, asked.dataset)
  if (dataset === undefined) {
    const why = asked.dataset === undefined ? 'untold' : 'unknown'
    const choices = read.datasets.map(({ key }) => key)
    return { ok: false, open: { what: 'dataset', why, choices } }
  }
  const links = linksOf(dataset)
  const chosen = chooseRoles(dataset, links, asked)
  if (!chosen.ok) {
    const choices = dataset.collections.map(({ name }) => name)
    return { ok: false, open: { what: chosen.role, why: chosen.why, choices } }
  }
  const { roles, guessed } = chosen
  const { said, guesses, notes } = draftMap(dataset, roles, links)
  return { ok: true, dataset, map: said, roles, guessed, guesses, notes }
}

function chosenDataset(
  datasets: readonly FidesDataset[],
  key: string | undefined,
): FidesDataset | undefined {
  if (key !== undefined) return datasets.find((one) => one.key === key)
  return datasets.length === 1 ? datasets[0] : undefined
}
