import type { Copy } from '../format/copy-format.ts'
import type { DataMap } from '../format/map-format.ts'
import { asList } from '../format/map-names.ts'
import type { TableLookup } from './table-lookup.ts'

/** By which column a table refers to rows that stay as long as it does. */
export interface Referrer {
  readonly table: string
  readonly column: string
  /** The column of the row that is used. */
  readonly own: string
}

/**
 * Who uses rows of a copy with `unless_used`: as the database declares it, or `links` of the map; and
 * where the copy is of one of the users, by the column that led from there.
 *
 * @returns by user; no use where it can't be told by which column
 */
export function referrersOf(
  map: DataMap,
  lookup: TableLookup,
  copy: Copy,
): ReadonlyMap<string, readonly Referrer[]> {
  return new Map(
    asList(copy.unless_used).map((user) => {
      const known = [...declared(lookup, user, copy), ...linked(map, user, copy)]
      return [user, known.length > 0 ? known : asLedThere(map, lookup, user, copy)]
    }),
  )
}

function declared(lookup: TableLookup, user: string, copy: Copy): readonly Referrer[] {
  return (lookup.table(user)?.foreignKeys ?? []).flatMap(({ columns, table, to }) => {
    const [column, own] = [columns[0], to[0]]
    const leads = table === copy.table && columns.length === 1
    return leads && column !== undefined && own !== undefined ? [{ table: user, column, own }] : []
  })
}

function linked({ links = {} }: DataMap, user: string, copy: Copy): readonly Referrer[] {
  return Object.entries(links).flatMap(([from, to]) => {
    const [[table, column = ''], [target, own = '']] = [from.split('.'), to.split('.')]
    return table === user && target === copy.table ? [{ table: user, column, own }] : []
  })
}

function asLedThere(
  map: DataMap,
  lookup: TableLookup,
  user: string,
  copy: Copy,
): readonly Referrer[] {
  const parent = (map.copies ?? []).find(({ name }) => name === copy.of)
  if (!parent || !asList(copy.unless_used).includes(parent.table)) return []
  return Object.entries(copy.by ?? {}).flatMap(([own, link]) =>
    typeof link === 'string' && lookup.column(user, link)
      ? [{ table: user, column: link, own }]
      : [],
  )
}
