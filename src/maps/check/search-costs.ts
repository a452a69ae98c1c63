import type { CatalogTable } from '../catalog/catalog.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf, type MapEntry } from './map-entry.ts'
import type { TableLookup } from './table-lookup.ts'

/** What each search will read, by what Postgres knows of the tables' sizes. */
export function searchCosts({ map, places }: LocatedMap, lookup: TableLookup): MapFinding[] {
  return entriesOf(map).flatMap((entry) => {
    const table = lookup.table(entry.table)
    const how = table && scanned(entry, table)
    if (!table || how === undefined) return []
    const place = places.of(entry.said, 'table')
    const message = `${entry.label}: ${how} all of ${table.name}, about ${table.rows} rows (${sizeOf(table)})`
    return [{ level: 'note', kind: 'cost', table: table.name, ...(place && { place }), message }]
  })
}

function scanned(entry: MapEntry, table: CatalogTable): string | undefined {
  if (entry.in === 'workspace') return 'each job looks for words, a large one more than once, in'
  const columns = Object.keys(entry.by ?? {}).map((name) => name.split('.')[0] ?? name)
  if (columns.length === 0) return undefined
  const isServed = columns.some((column) => table.indexes.some(({ first }) => first === column))
  return isServed
    ? undefined
    : `no index begins with ${columns.join(' or ')}: each chunk of a job reads`
}

function sizeOf({ bytes }: CatalogTable): string {
  const megabytes = bytes / 1_000_000
  return megabytes < 1 ? 'less than 1 MB' : `${Math.round(megabytes)} MB`
}
