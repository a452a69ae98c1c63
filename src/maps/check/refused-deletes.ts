import type { Catalog, ForeignKey } from '../catalog/catalog.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf, type MapEntry } from './map-entry.ts'
import type { TableLookup } from './table-lookup.ts'

/** Rows that can't be deleted while others refer to them, and values that others refer to. */
export function refusedDeletes(
  located: LocatedMap,
  { tables }: Catalog,
  lookup: TableLookup,
): MapFinding[] {
  const entries = entriesOf(located.map)
  return tables.flatMap((child) =>
    child.foreignKeys.flatMap((key) =>
      entries
        .filter(({ table }) => table === key.table && lookup.table(table))
        .flatMap((entry) => {
          const message = refusal(child.name, key, entry, entries)
          const place = located.places.of(entry.said, 'table')
          if (message === undefined) return []
          const kind = entry.does === 'delete' ? 'refused_delete' : 'referenced'
          return [
            {
              level: 'problem',
              kind,
              table: child.name,
              ...(place && { place }),
              message,
            } as const,
          ]
        }),
    ),
  )
}

function refusal(
  child: string,
  key: ForeignKey,
  entry: MapEntry,
  entries: readonly MapEntry[],
): string | undefined {
  const by = `${child}.${key.columns.join(', ')}`
  if (entry.does === 'delete') {
    const isHandled = key.onDelete !== 'refuse' || entries.some((one) => letsGo(one, child, key))
    return isHandled
      ? undefined
      : `${entry.label}: rows of ${entry.table} can't be deleted while ${by} refers to them: map ${child}, too`
  }
  const written = key.to.find((column) => column in entry.values)
  if (written === undefined || key.onUpdate === 'cascade') return undefined
  return `${entry.label}: ${entry.table}.${written} can't be rewritten while ${by} refers to it`
}

/** A copy that deletes the child's rows, or has them refer to nothing. */
function letsGo(
  { table, does, values }: MapEntry,
  child: string,
  { columns }: ForeignKey,
): boolean {
  if (table !== child) return false
  return does === 'delete' || columns.some((column) => values[column] === null)
}
