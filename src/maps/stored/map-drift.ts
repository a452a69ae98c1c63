import type { Catalog, CatalogColumn } from '../catalog/catalog.ts'
import { accountColumns } from '../check/account.ts'
import { namedColumns } from '../check/named-columns.ts'
import { tableLookup } from '../check/table-lookup.ts'
import { newPlaces } from '../read/map-place.ts'
import type { AddedMap } from './workspace-map.ts'

/** How the tables have changed since a map was added, as `table.column`, in order. */
export interface MapDrift {
  /** New columns that can hold text, and that nobody has answered for. */
  readonly incomplete: readonly string[]
  /** What the map reads or writes and is gone, or is of another type. */
  readonly broken: readonly string[]
}

/**
 * Holds a map against the tables as they are now. What `kept` names by table or pattern is what
 * stood there when the map was added: a column that came since is nobody's decision.
 */
export function mapDrift({ name, map, catalog }: AddedMap, live: Catalog): MapDrift {
  const located = { file: name, map, places: newPlaces() }
  const [then, now] = [tableLookup(catalog), tableLookup(live)]
  const incomplete = accountColumns(located, live).flatMap(({ table, column, answer }) => {
    const isNew = then.column(table.name, column.name) === undefined
    const isAnswered = answer !== undefined && answer !== 'kept'
    return isNew && !isAnswered ? [`${table.name}.${column.name}`] : []
  })
  const broken = namedColumns(located).flatMap(({ table, column = '', use }) => {
    const before = then.column(table, column)
    const isUsed = use !== 'kept' && use !== 'rebuilt' && before !== undefined
    return isUsed && !isSame(before, now.column(table, column)) ? [`${table}.${column}`] : []
  })
  return { incomplete: inOrder(incomplete), broken: inOrder(broken) }
}

function isSame(before: CatalogColumn, now: CatalogColumn | undefined): boolean {
  return now !== undefined && now.base === before.base && now.isArray === before.isArray
}

const inOrder = (names: readonly string[]) => [...new Set(names)].sort()
