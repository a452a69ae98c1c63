import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/catalog.ts'
import type { DataMap } from '../format/map-format.ts'

/** Tables and columns by their names. */
export interface TableLookup {
  table(name: string): CatalogTable | undefined
  column(table: string, name: string): CatalogColumn | undefined
}

export function tableLookup({ tables }: Catalog): TableLookup {
  const byName = new Map(tables.map((table) => [table.name, table]))
  return {
    table: (name) => byName.get(name),
    column: (table, name) => byName.get(table)?.columns.find((one) => one.name === name),
  }
}

/** The table that a column leads to: as the database declares it, or as the map's `links` say. */
export function ledTo(
  table: CatalogTable | undefined,
  column: string,
  { links = {} }: DataMap,
): string | undefined {
  const declared = table?.foreignKeys.find(({ columns }) => columns.join() === column)
  if (declared) return declared.table
  return table && links[`${table.name}.${column}`]?.split('.')[0]
}
