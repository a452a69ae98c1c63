import { sql, type RawBuilder } from 'kysely'
import type { CatalogColumn, CatalogTable } from '../../maps/catalog/catalog.ts'
import { tableLookup, type TableLookup } from '../../maps/check/table-lookup.ts'
import { referrersOf, type Referrer } from '../../maps/check/referrers.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import type { DataMap } from '../../maps/format/map-format.ts'
import type { WorkspaceMap } from '../../maps/stored/workspace-map.ts'
import { columnType } from './column-type.ts'
import { isPossibleValue } from './is-possible-value.ts'

/** The tables of a map as statements name them, for one workspace. */
export interface MappedSchema {
  /** Without copies that this database has no place for. */
  readonly map: DataMap
  readonly given: WorkspaceMap
  table(name: string): CatalogTable
  column(table: string, name: string): CatalogColumn
  /** Who keeps rows of a copy with `unless_used` where they are. */
  referrersOf(copy: Copy): readonly Referrer[]
  /** The table with its schema. */
  from(table: string): RawBuilder<unknown>
  /** That a row is the workspace's, as far as its table says whose it is. Every statement has it. */
  isOwn(alias: string, table: string): RawBuilder<boolean>
  /** Texts, as Postgres reads them, that are compared with a column or written into it. */
  typed(texts: readonly (string | null)[], table: string, column: string): RawBuilder<unknown>
  /** Those of the texts that the column can hold, for `= any` and `<> all`. */
  among(texts: readonly string[], table: string, column: string): RawBuilder<unknown>
}

/** @throws Error where something is named that was not there when the map was added */
export function mappedSchema(given: WorkspaceMap): MappedSchema {
  const { catalog, tenant } = given
  const lookup = tableLookup(catalog)
  const map = { ...given.map, copies: presentCopies(given.map, lookup) }
  const tenantColumn = map.workspace?.column
  function table(name: string): CatalogTable {
    const found = lookup.table(name)
    if (!found) throw new Error(`the map ${given.name} has no table ${name}`)
    return found
  }
  function column(of: string, name: string): CatalogColumn {
    const found = lookup.column(of, name)
    if (!found) throw new Error(`the map ${given.name} has no column ${of}.${name}`)
    return found
  }
  const typed: MappedSchema['typed'] = (texts, of, name) =>
    sql`${texts}::${columnType(column(of, name), catalog.schema)}[]`
  return {
    map,
    given,
    table,
    column,
    referrersOf: (copy) => knownReferrers(map, lookup, copy),
    from: (name) => sql.id(catalog.schema, name),
    isOwn(alias, name) {
      const own = tenantColumn === undefined ? undefined : lookup.column(name, tenantColumn)
      if (tenantColumn === undefined || own === undefined) return sql<boolean>`true`
      return sql<boolean>`${sql.ref(`${alias}.${tenantColumn}`)} = ${tenant}::${columnType(own, catalog.schema)}`
    },
    typed,
    among(texts, of, name) {
      const own = column(of, name)
      return typed(
        texts.filter((text) => isPossibleValue(own, text)),
        of,
        name,
      )
    },
  }
}

/** Rows must not go because it can't be told who uses them; `map check` refuses such a map. */
function knownReferrers(map: DataMap, lookup: TableLookup, copy: Copy): readonly Referrer[] {
  return [...referrersOf(map, lookup, copy)].flatMap(([user, known]) => {
    if (known.length > 0) return known
    throw new Error(`the map ${map.map} does not say how ${user} refers to ${copy.table}`)
  })
}

/** Without those that only some installations have, and this one has not. */
function presentCopies({ copies = [] }: DataMap, lookup: TableLookup): Copy[] {
  return copies.filter(
    ({ table, do: done, if_exists: mayBeMissing }) =>
      mayBeMissing !== true ||
      (lookup.table(table) !== undefined &&
        (typeof done === 'string' ||
          Object.keys(done).every((column) => lookup.column(table, column) !== undefined))),
  )
}
