import type { Where, WhereTest } from '../format/where-format.ts'
import type { LocatedMap } from '../read/located-map.ts'
import { entriesOf } from './map-entry.ts'
import { namedColumns } from './named-columns.ts'
import type { TableLookup } from './table-lookup.ts'

/** A column by whose values a map picks rows, so that every value must be answered for. */
export interface ClassColumn {
  readonly table: string
  readonly column: string
}

/**
 * The columns that messages and copies tell kinds of rows by. A column that is compared with nothing
 * but '' or null says whether there is a row, and one that links is an id; neither is a class.
 */
export function classColumns(located: LocatedMap, lookup: TableLookup): ClassColumn[] {
  const links = new Set(
    namedColumns(located)
      .filter(({ use }) => use === 'link' || use === 'id')
      .map(({ table, column }) => `${table}.${column ?? ''}`),
  )
  const picked = entriesOf(located.map)
    .filter(({ label }) => label !== 'contact')
    .flatMap(({ table, where = {} }) => classesIn(table, where))
    .filter(({ table, column }) => lookup.column(table, column) && !links.has(`${table}.${column}`))
  return [...new Map(picked.map((one) => [`${one.table}.${one.column}`, one])).values()]
}

function classesIn(table: string, where: Where): ClassColumn[] {
  return Object.entries(where)
    .filter(([column, test]) => !column.includes('.') && tellsKinds(test))
    .map(([column]) => ({ table, column }))
}

function tellsKinds(test: WhereTest): boolean {
  if (Array.isArray(test)) return true
  if (typeof test === 'object' && test !== null)
    return test.not !== undefined || test.starts_with !== undefined
  return test !== null && test !== ''
}
