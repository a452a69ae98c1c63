import type { CatalogTable } from '../catalog/catalog.ts'
import type { LocatedMap } from '../read/located-map.ts'
import type { MapFinding } from './map-finding.ts'
import type { NamedColumn } from './named-column.ts'
import { keptLookups, lookups } from './lookups.ts'
import { namedColumns } from './named-columns.ts'
import { entriesOf } from './map-entry.ts'
import { ledTo, type TableLookup } from './table-lookup.ts'

/** What the map names and the schema does not have. */
export function missingNames(located: LocatedMap, lookup: TableLookup): MapFinding[] {
  const found = namedColumns(located).flatMap((named) => missing(named, lookup))
  const once = new Map(found.map((one) => [`${one.place?.line ?? 0} ${one.message}`, one]))
  return [...once.values(), ...missingLookups(located, lookup), ...writtenViews(located, lookup)]
}

function missing(named: NamedColumn, lookup: TableLookup): MapFinding[] {
  const { table, column, place, mayBeMissing } = named
  const level = mayBeMissing ? 'note' : 'problem'
  const found = lookup.table(table)
  if (found === undefined) {
    const message = `there is no table ${table}`
    return [{ level, kind: 'missing_table', table, place, message }]
  }
  if (column === undefined || lookup.column(table, column)) return []
  const message = `${table} has no column ${column}${similar(found, column)}`
  return [{ level, kind: 'missing_column', table, column, place, message }]
}

function similar({ columns }: CatalogTable, wanted: string): string {
  const plain = (text: string) => text.toLowerCase().replaceAll('_', '')
  const close = columns.find(({ name }) => plain(name) === plain(wanted))
  return close ? `; there is ${close.name}` : ''
}

/** `column.other`: what the first leads to must be known, and have the second. */
function missingLookups({ map, places }: LocatedMap, lookup: TableLookup): MapFinding[] {
  return [...lookups(map), ...keptLookups(map)].flatMap(({ table, column, other, said }) => {
    if (!lookup.column(table, column)) return []
    const target = ledTo(lookup.table(table), column, map)
    if (target !== undefined && lookup.column(target, other)) return []
    const message =
      target === undefined
        ? `${table}.${column} has no key that says where it leads: say so under \`links\``
        : `${target} has no column ${other}`
    const place = places.of(said, `${column}.${other}`)
    const at = { table, column: other, ...(place && { place }) }
    return [{ level: 'problem', kind: 'missing_column', ...at, message }]
  })
}

/** A view holds nothing: what is rewritten are the tables below it. */
function writtenViews({ map, places }: LocatedMap, lookup: TableLookup): MapFinding[] {
  return entriesOf(map).flatMap(({ table, said, does }) => {
    const kind = lookup.table(table)?.kind
    if ((kind !== 'view' && kind !== 'materialized') || does === 'report') return []
    const place = places.of(said, 'table')
    const message = `${table} is a view: name the tables it reads`
    return [{ level: 'problem', kind: 'missing_table', table, ...(place && { place }), message }]
  })
}
