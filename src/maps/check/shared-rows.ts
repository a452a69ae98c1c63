import { asList } from '../format/map-names.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { CatalogTable } from '../catalog/catalog.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf, type MapEntry } from './map-entry.ts'
import { parentColumns } from './parent-columns.ts'
import type { TableLookup } from './table-lookup.ts'

/**
 * Where a map has workspaces: tables that don't say whose a row is. A key leads from a row of the
 * workspace to its own; a word, or a value such as an e-mail, may lead to another's.
 */
export function sharedRows(located: LocatedMap, lookup: TableLookup): MapFinding[] {
  const { map, places } = located
  const column = map.workspace?.column
  if (column === undefined) return []
  const says = (name: string) => lookup.column(name, column) !== undefined
  const roots = [...asList(map.message), ...asList(map.contact)].map(({ table }) => table)
  return entriesOf(map).flatMap((entry) => {
    const table = lookup.table(entry.table)
    if (!table || says(entry.table) || entry.shared || entry.does === 'report') return []
    const why = roots.includes(entry.table)
      ? `has no column ${column}`
      : looseLink(entry, table, lookup)
    if (why === undefined) return []
    const place = places.of(entry.said, 'table')
    const message = `${entry.label}: ${entry.table} ${why}: rows of another workspace could be met; if that is meant, say shared: true`
    return [
      {
        level: 'problem',
        kind: 'shared_rows',
        table: entry.table,
        ...(place && { place }),
        message,
      },
    ]
  })
}

function looseLink(entry: MapEntry, table: CatalogTable, lookup: TableLookup): string | undefined {
  if (entry.by === undefined) return 'does not say whose its rows are, and is searched by words'
  const parents = entry.parents.flatMap((name) => lookup.table(name) ?? [])
  const isKey = Object.entries(entry.by).some(
    ([column, link]) =>
      isUnique(table, column) ||
      parents.every((parent) =>
        parentColumns(link).some((one) => isUnique(parent, one) || isId(parent, one)),
      ),
  )
  return isKey ? undefined : 'is found by a value that is no key'
}

const isUnique = ({ uniques }: CatalogTable, column: string) =>
  uniques.some(({ columns }) => columns.join() === column)

/** A key of the parent to something else: numbers and uuids of one sequence don't meet. */
function isId({ foreignKeys, columns }: CatalogTable, name: string): boolean {
  if (foreignKeys.some((key) => key.columns.includes(name))) return true
  const base = columns.find((one) => one.name === name)?.base ?? ''
  return ['int4', 'int8', 'uuid'].includes(base)
}
