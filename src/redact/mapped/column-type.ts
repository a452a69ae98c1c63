import { sql, type RawBuilder } from 'kysely'
import type { CatalogColumn } from '../../maps/catalog/catalog.ts'

const BUILT_IN: ReadonlySet<string> = new Set([
  ...['int2', 'int4', 'int8', 'float4', 'float8', 'numeric', 'money', 'bool', 'bit', 'varbit'],
  ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval', 'uuid', 'oid', 'char'],
  ...['text', 'varchar', 'bpchar', 'name', 'bytea', 'json', 'jsonb', 'xml', 'inet', 'cidr'],
  ...['macaddr', 'macaddr8', 'tsvector', 'tsquery', 'jsonpath', 'point', 'line', 'box', 'path'],
])

/**
 * The type of a column for a cast, without its length: a cast to `varchar(8)` cuts a text off and
 * says nothing, so that one id would be taken for another.
 */
export function columnType(column: CatalogColumn, schema: string): RawBuilder<unknown> {
  return column.isArray ? sql`${elementType(column, schema)}[]` : elementType(column, schema)
}

/** Of an array, what its elements are; an extension may have brought it in a schema of its own. */
export function elementType(column: CatalogColumn, schema: string): RawBuilder<unknown> {
  const { base, typeSchema } = column
  if (isBuiltIn(column)) return sql.id('pg_catalog', base)
  return sql.id(typeSchema ?? schema, base)
}

/** Whether Postgres itself has the type, so that its operators are found whatever is searched. */
export function isBuiltIn({ base, typeSchema }: CatalogColumn): boolean {
  return typeSchema === undefined ? BUILT_IN.has(base) : typeSchema === null
}
