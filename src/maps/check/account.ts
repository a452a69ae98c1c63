import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/catalog.ts'
import { holdsText } from '../catalog/holds-text.ts'
import { asList } from '../format/map-names.ts'
import type { LocatedMap } from '../read/located-map.ts'
import { columnRules } from './check-list.ts'
import { keepsColumn } from './kept-columns.ts'
import { entriesOf } from './map-entry.ts'
import type { NamedColumn } from './named-column.ts'
import { namedColumns } from './named-columns.ts'

/** How a map answers for a column; `key` is an id, a link, a class or a fixed list. */
export type Answer = 'rewritten' | 'deleted' | 'rebuilt' | 'kept' | 'key'

/** A column that can hold text, and what becomes of it; no answer: the map says nothing. */
export interface Accounted {
  readonly table: CatalogTable
  readonly column: CatalogColumn
  readonly answer: Answer | undefined
}

type Named = ReadonlyMap<string, readonly NamedColumn[]>

/** Every column of the schema that can hold text. Partitions are their table's. */
export function accountColumns(located: LocatedMap, catalog: Catalog): Accounted[] {
  const named = new Map<string, NamedColumn[]>()
  for (const one of namedColumns(located)) {
    const key = `${one.table}.${one.column ?? ''}`
    named.set(key, [...(named.get(key) ?? []), one])
  }
  const deleted = wholeDeleted(located)
  const answer = (table: CatalogTable, column: CatalogColumn): Answer | undefined =>
    answerFor(table, column, { located, named, deleted }) ??
    inherited(table, column, catalog, answer)
  return catalog.tables
    .filter(({ kind, isPartition }) => kind !== 'view' && !isPartition)
    .flatMap((table) =>
      table.columns
        .filter((column) => holdsText(column))
        .map((column) => ({ table, column, answer: answer(table, column) })),
    )
}

/**
 * Tables of which a map only deletes rows. Where it also rewrites some, as the current version of a
 * message beside older ones, those stay, and each of their columns must be answered for.
 */
function wholeDeleted({ map }: LocatedMap): Set<string> {
  const entries = entriesOf(map)
  const stays = new Set(
    entries.flatMap(({ table, values }) => (Object.keys(values).length > 0 ? [table] : [])),
  )
  const deleted = entries.filter(({ does, table }) => does === 'delete' && !stays.has(table))
  return new Set(deleted.map(({ table }) => table))
}

/** What is said of a table holds for those that inherit from it: an update reaches their rows. */
function inherited(
  { parents }: CatalogTable,
  column: CatalogColumn,
  { tables }: Catalog,
  answer: (table: CatalogTable, column: CatalogColumn) => Answer | undefined,
): Answer | undefined {
  for (const parent of tables.filter(({ name }) => parents.includes(name))) {
    const same = parent.columns.find(({ name }) => name === column.name)
    const found = same && answer(parent, same)
    if (found) return found
  }
  return undefined
}

interface Said {
  readonly located: LocatedMap
  readonly named: Named
  readonly deleted: ReadonlySet<string>
}

function answerFor(
  table: CatalogTable,
  column: CatalogColumn,
  { located, named, deleted }: Said,
): Answer | undefined {
  const uses = named.get(`${table.name}.${column.name}`) ?? []
  const has = (use: NamedColumn['use']) => uses.some((one) => one.use === use)
  if (has('written')) return 'rewritten'
  if (deleted.has(table.name)) return 'deleted'
  if (has('rebuilt') || isRebuiltView(table, named)) return 'rebuilt'
  const { kept = [] } = located.map
  if (kept.some((one) => keepsColumn(one, table, column))) return 'kept'
  const isKey =
    column.name === located.map.workspace?.column ||
    has('id') ||
    has('class') ||
    uses.some((one) => one.use === 'link' && !leadsToErased(one, named)) ||
    isForeignKey(table, column) ||
    isIdByType(column, asList(located.map.ids)) ||
    columnRules(table, column.name).some(({ values }) => values !== undefined)
  return isKey ? 'key' : undefined
}

function isRebuiltView({ name, kind }: CatalogTable, named: Named): boolean {
  if (kind !== 'materialized') return false
  return (named.get(`${name}.`) ?? []).some(({ use }) => use === 'rebuilt')
}

/** A link by what is erased, such as an e-mail, holds just that. */
function leadsToErased({ linkedTo = [] }: NamedColumn, named: Named): boolean {
  return linkedTo.some(({ table, column }) =>
    (named.get(`${table}.${column}`) ?? []).some(({ use }) => use === 'written'),
  )
}

const isForeignKey = ({ foreignKeys }: CatalogTable, { name }: CatalogColumn) =>
  foreignKeys.some(({ columns }) => columns.includes(name))

function isIdByType({ base, length, isArray }: CatalogColumn, ids: readonly string[]): boolean {
  const name = base === 'bpchar' ? 'char' : base
  return !isArray && ids.includes(`${name}(${length ?? ''})`)
}
