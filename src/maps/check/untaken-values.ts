import type { LocatedMap } from '../read/located-map.ts'
import { asList } from '../format/map-names.ts'
import type { Where } from '../format/where-format.ts'
import { classColumns, type ClassColumn } from './class-columns.ts'
import type { MapFinding } from './map-finding.ts'
import { entriesOf } from './map-entry.ts'
import { passes } from './passes.ts'
import { countOf, shownValues } from './shown-values.ts'
import type { TableLookup } from './table-lookup.ts'

/** The values of one column, as text, or why there are none. */
export interface ReadValues extends ClassColumn {
  readonly values: readonly (string | null)[] | keyof typeof WHY_UNREAD
}

const WHY_UNREAD = {
  refused: 'this login may not read it',
  too_many: 'it has more than 1,000 values',
  left_out: 'left out by --no-data',
} as const

/**
 * Values by which rows are picked, and that neither a message, a copy nor `kept` takes.
 *
 * @param read what is in the data; undefined: nobody looked
 */
export function untakenValues(
  located: LocatedMap,
  lookup: TableLookup,
  read: readonly ReadValues[] | undefined,
): MapFinding[] {
  return classColumns(located, lookup).flatMap((one) => {
    if (takesAll(located, one.table)) return []
    const found = read?.find(({ table, column }) => table === one.table && column === one.column)
    const values = found?.values ?? 'left_out'
    return typeof values === 'string' ? [unread(one, values)] : untaken(located, one, values)
  })
}

const CURE = 'give it a copy, or keep it: `{ table, where, because }` under `kept`'

function untaken(
  { map, places }: LocatedMap,
  { table, column }: ClassColumn,
  values: readonly (string | null)[],
): MapFinding[] {
  const wheres = wheresOn(map, table).filter((where) => column in where)
  const left = values.filter((value) => !wheres.some((where) => passesIn(value, where, column)))
  if (left.length === 0) return []
  const place = wheres[0] && places.of(wheres[0], column)
  const shown = isRewritten(map, { table, column }) ? countOf(left.length) : shownValues(left)
  const message = `${table}.${column} has ${shown}, which nothing takes: ${CURE}`
  return [
    { level: 'problem', kind: 'untaken_value', table, column, ...(place && { place }), message },
  ]
}

/** What is taken back is somebody's words, though a map picks rows by it: of one word, too. */
function isRewritten(map: LocatedMap['map'], { table, column }: ClassColumn): boolean {
  return entriesOf(map).some((entry) => entry.table === table && column in entry.values)
}

function passesIn(value: string | null, where: Where, column: string): boolean {
  const test = where[column]
  return test !== undefined && passes(value, test)
}

function wheresOn(map: LocatedMap['map'], name: string): Where[] {
  const kept = (map.kept ?? []).filter(({ table }) => table === name)
  const entries = entriesOf(map).filter(({ table }) => table === name)
  return [...entries, ...kept].map(({ where }) => where).filter((where) => where !== undefined)
}

/**
 * A table that is kept as a whole, or of which a copy by key takes every row, whatever its kind. Of
 * messages it takes those it leads to, such as older versions, and not the kinds that are none.
 */
function takesAll({ map }: LocatedMap, name: string): boolean {
  if ((map.kept ?? []).some(({ tables }) => asList(tables).includes(name))) return true
  const entries = entriesOf(map).filter(({ table }) => table === name)
  const isOfMessages = entries.some(
    ({ label, where }) => label === 'message' && where !== undefined,
  )
  return entries.some(
    ({ where, containing, does }) =>
      !isOfMessages && where === undefined && containing === undefined && does !== 'report',
  )
}

function unread({ table, column }: ClassColumn, why: keyof typeof WHY_UNREAD): MapFinding {
  const because = WHY_UNREAD[why]
  const message = `${table}.${column}: which kinds of rows there are was not looked at: ${because}`
  return { level: 'unchecked', kind: 'untaken_value', table, column, message }
}
