import type { NamedColumn } from '../check/named-column.ts'
import type { DraftNote } from './draft-part.ts'
import type { FidesCollection, FidesDataset, FidesReference } from './fides-dataset.ts'
import { referredTo, type Link } from './links.ts'

/** Where columns lead that nothing else of a map says, as references tell it; guesses are left out. */
export function draftLinks(
  links: readonly Link[],
  named: readonly NamedColumn[],
): Readonly<Record<string, string>> {
  const answered = new Set(named.map(({ table, column }) => `${table}.${column ?? ''}`))
  const ends = links
    .filter(({ by, from }) => by === 'reference' && !answered.has(`${from.table}.${from.column}`))
    .map(({ from, to }) => [`${from.table}.${from.column}`, `${to.table}.${to.column}`] as const)
  return Object.fromEntries(ends)
}

/** What references name beyond the tables of the dataset. */
export interface Elsewhere {
  readonly outside: readonly string[]
  readonly notes: readonly DraftNote[]
}

export function elsewhere(dataset: FidesDataset): Elsewhere {
  const references = dataset.collections.flatMap((collection) =>
    referencesOf(collection).filter(({ reference }) => !referredTo(dataset, reference)),
  )
  const isOther = ({ reference }: Referring) => reference.dataset !== dataset.key
  const others = new Set(references.filter(isOther).map(({ reference }) => reference.dataset))
  return {
    outside: [...others].map((key) => `the Fides dataset ${key}: erase the person there, too`),
    notes: references.map(({ where, reference }) => ({
      line: reference.line,
      message: isOther({ where, reference })
        ? `${where} leads to ${reference.field} of the dataset ${reference.dataset}: another database is not reached from here`
        : `${where} leads to ${reference.field}, which is no field of a table of this dataset`,
    })),
  }
}

interface Referring {
  readonly where: string
  readonly reference: FidesReference
}

function referencesOf({ table, columns }: FidesCollection): Referring[] {
  return columns.flatMap(({ name, references }) =>
    references.map((reference) => ({ where: `${table}.${name}`, reference })),
  )
}
