import { identifier } from '../format/map-names.ts'
import type { FidesDataset } from './fides-dataset.ts'

interface Told {
  readonly line: number
  readonly message: string
}

interface Named {
  readonly name: string
  readonly line: number
}

/** Names that a map can't have: two of one kind, which Fides refuses as well, and those that no table has. */
export function unusableNames({ collections }: FidesDataset): Told[] {
  const tables = collections.map(({ table, line }) => ({ name: table, line }))
  return [
    ...unusable(tables, 'collection'),
    ...collections.flatMap(({ columns, table }) => unusable(columns, `field of ${table}`)),
  ]
}

function unusable(named: readonly Named[], what: string): Told[] {
  const seen = new Set<string>()
  return named.flatMap(({ name, line }) => {
    if (!identifier.safeParse(name).success) {
      const message = `${name}: the ${what} has a name that no map can say: 1 to 63 characters without a dot`
      return [{ line, message }]
    }
    const isAgain = seen.size === seen.add(name).size
    return isAgain ? [{ line, message: `${name}: there is a ${what} of this name above` }] : []
  })
}
