import type { FidesCollection, FidesColumn, FidesDataset, FidesReference } from './fides-dataset.ts'
import { keyColumn } from './key-column.ts'
import { wordsOfName } from './words-of-name.ts'

interface End {
  readonly table: string
  readonly column: string
}

/** A column that holds a key of another table's row, or one of the same table. */
export interface Link {
  readonly from: End
  readonly to: End
  /** What says so: a reference of the dataset, or no more than the column's name. */
  readonly by: 'reference' | 'name'
  readonly line: number
}

/** Where the columns of a dataset lead within it; each once, those that references tell before guesses. */
export function linksOf(dataset: FidesDataset): Link[] {
  const told = dataset.collections.flatMap((collection) =>
    collection.columns.flatMap((column) =>
      column.references.flatMap((reference) => linkOf(dataset, collection, column, reference)),
    ),
  )
  const isTold = new Set(told.map(({ from }) => JSON.stringify(from)))
  const guessed = byNames(dataset).filter(({ from }) => !isTold.has(JSON.stringify(from)))
  const once = new Map<string, Link>()
  for (const link of [...told, ...guessed]) {
    const ends = JSON.stringify([link.from, link.to])
    if (!once.has(ends)) once.set(ends, link)
  }
  return [...once.values()]
}

/** The collection and the field of this dataset that a reference names; undefined for all others. */
export function referredTo(
  { key, collections }: FidesDataset,
  { dataset, field }: FidesReference,
): { readonly collection: FidesCollection; readonly column: FidesColumn } | undefined {
  const collection =
    dataset === key ? collections.find(({ name }) => field.startsWith(`${name}.`)) : undefined
  const column = collection?.columns.find(
    ({ name }) => field.slice(collection.name.length + 1) === name,
  )
  return collection && column ? { collection, column } : undefined
}

function linkOf(
  dataset: FidesDataset,
  collection: FidesCollection,
  column: FidesColumn,
  reference: FidesReference,
): Link[] {
  const other = referredTo(dataset, reference)
  if (!other) return []
  const own = { table: collection.table, column: column.name }
  const theirs = { table: other.collection.table, column: other.column.name }
  // The direction is that of Fides' search for a person, and says nothing about keys.
  const isTheirs = isKeyOf(collection, column.name) && !isKeyOf(other.collection, other.column.name)
  const [from, to] = isTheirs ? [theirs, own] : [own, theirs]
  return [{ from, to, by: 'reference', line: reference.line }]
}

const isKeyOf = (collection: FidesCollection, name: string) => keyColumn(collection) === name

/** `customer_id` leads to the key of `customers`. */
function byNames({ collections }: FidesDataset): Link[] {
  const keys = new Map(
    collections.flatMap((one) => {
      const column = keyColumn(one)
      return column ? [[wordsOfName(one.table).join(' '), { table: one.table, column }]] : []
    }),
  )
  return collections.flatMap(({ table, columns }) =>
    columns.flatMap(({ name, line, isKey }): Link[] => {
      const words = wordsOfName(name)
      const to = words.at(-1) === 'id' ? keys.get(words.slice(0, -1).join(' ')) : undefined
      return to && !isKey ? [{ from: { table, column: name }, to, by: 'name', line }] : []
    }),
  )
}
