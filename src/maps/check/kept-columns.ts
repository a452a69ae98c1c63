import type { Catalog, CatalogColumn, CatalogTable } from '../catalog/catalog.ts'
import { holdsText } from '../catalog/holds-text.ts'
import type { KeptEntry } from '../format/kept-format.ts'
import { asList } from '../format/map-names.ts'

/** `*` stands for any letters. With a dot a pattern is about table and column, else about a column. */
function matches(pattern: string, table: string, column: string): boolean {
  const name = pattern.includes('.') ? `${table}.${column}` : column
  const expression = pattern.split('*').map(RegExpEscaped).join('.*')
  return new RegExp(`^${expression}$`).test(name)
}

const RegExpEscaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether one entry of `kept` is about a column. */
export function keepsColumn(
  kept: KeptEntry,
  { name: table }: CatalogTable,
  { name }: CatalogColumn,
) {
  if (asList(kept.tables).includes(table)) return true
  if (asList(kept.column).includes(`${table}.${name}`)) return true
  return (
    asList(kept.columns).some((pattern) => matches(pattern, table, name)) &&
    !asList(kept.except).some((pattern) => matches(pattern, table, name))
  )
}

/** The columns that can hold text and that the patterns of an entry keep, as table.column. */
export function matchedBy(kept: KeptEntry, { tables }: Catalog): string[] {
  if (kept.columns === undefined) return []
  return tables
    .filter(({ kind, isPartition }) => kind !== 'view' && !isPartition)
    .flatMap((table) =>
      table.columns
        .filter((column) => holdsText(column) && keepsColumn(kept, table, column))
        .map(({ name }) => `${table.name}.${name}`),
    )
}
