import type { Catalog } from '../catalog/catalog.ts'
import { entriesOf } from '../check/map-entry.ts'
import { lookups } from '../check/lookups.ts'
import { namedColumns } from '../check/named-columns.ts'
import { ledTo, tableLookup, type TableLookup } from '../check/table-lookup.ts'
import { referrersOf } from '../check/referrers.ts'
import { asList } from '../format/map-names.ts'
import type { LocatedMap } from '../read/located-map.ts'

/** What the app's role must be able to do with one table, and no more. */
export interface TableGrant {
  readonly table: string
  /** Columns; `ctid`, `xmin` and `tableoid`, by which a row is known again, are always among them. */
  readonly select: readonly string[]
  readonly update: readonly string[]
  readonly delete: boolean
  /** Their triggers insert into it, with the rights of whoever made them fire. */
  readonly insert: boolean
}

/**
 * The rights that a map needs: it reads the columns that it names, writes those that it empties, and
 * deletes where it says so. A body column that is not in the map stays closed.
 */
export function mapGrants(located: LocatedMap, catalog: Catalog): readonly TableGrant[] {
  const { map } = located
  const lookup = tableLookup(catalog)
  const entries = entriesOf(map)
  const read = [
    ...readColumns(located, lookup),
    ...lookedUp(located, lookup),
    ...usedColumns(located, lookup),
  ]
  const written = entries.flatMap(({ table, values, touch, does }) =>
    does === 'write'
      ? [...Object.keys(values), ...Object.keys(touch)].map((column) => ({ table, column }))
      : [],
  )
  const tenant = map.workspace?.column
  const inserted = new Set((map.kept ?? []).flatMap(({ writes }) => asList(writes)))
  return tablesIn(read, lookup, inserted).map((table) => {
    const own = (list: readonly Named[]) =>
      unique(
        list.flatMap((one) => (one.table === table && isThere(lookup, one) ? [one.column] : [])),
      )
    const tenantColumn = tenant !== undefined && lookup.column(table, tenant) ? [tenant] : []
    return {
      table,
      select: [
        'ctid',
        'xmin',
        'tableoid',
        ...unique([...tenantColumn, ...own(read), ...own(written)]),
      ],
      update: own(written),
      delete: entries.some((entry) => entry.table === table && entry.does === 'delete'),
      insert: inserted.has(table),
    }
  })
}

interface Named {
  readonly table: string
  readonly column: string
}

/** What is kept or filled by others is named, and never read. */
function readColumns(located: LocatedMap, lookup: TableLookup): Named[] {
  return namedColumns(located).flatMap(({ table, column, use }) => {
    const isRead = use !== 'kept' && use !== 'rebuilt'
    return isRead && column !== undefined && isThere(lookup, { table, column })
      ? [{ table, column }]
      : []
  })
}

/** The row that `column.other` leads to is looked at there. */
function lookedUp({ map }: LocatedMap, lookup: TableLookup): Named[] {
  return lookups(map).flatMap(({ table, column, other }) => {
    const target = ledTo(lookup.table(table), column, map)
    if (target === undefined) return []
    const key = lookup.table(table)?.foreignKeys.find((one) => one.columns.join() === column)
    const mapped = (map.links?.[`${table}.${column}`] ?? '').split('.')[1]
    return [other, key?.to[0] ?? mapped ?? 'id'].map((name) => ({ table: target, column: name }))
  })
}

/** What is deleted only when nobody uses it: the users are looked at. */
function usedColumns({ map }: LocatedMap, lookup: TableLookup): Named[] {
  return (map.copies ?? []).flatMap((copy) =>
    [...referrersOf(map, lookup, copy).values()].flat().flatMap(({ table, column, own }) => [
      { table, column },
      { table: copy.table, column: own },
    ]),
  )
}

const isThere = (lookup: TableLookup, { table, column }: Named) =>
  lookup.column(table, column) !== undefined

function tablesIn(named: readonly Named[], lookup: TableLookup, inserted: ReadonlySet<string>) {
  const read = named.flatMap((one) => (isThere(lookup, one) ? [one.table] : []))
  return unique([...read, ...[...inserted].filter((table) => lookup.table(table))]).sort()
}

const unique = (names: readonly string[]) => [...new Set(names)]
