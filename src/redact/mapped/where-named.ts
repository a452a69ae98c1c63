import { sql, type RawBuilder } from 'kysely'
import { ledTo } from '../../maps/check/table-lookup.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** A column where a statement has it. */
export interface StatedColumn {
  readonly alias: string
  readonly table: string
  readonly column: string
}

/**
 * A condition on a column as a map names it: one of the row, or `column.other`, which is one of the
 * row that the first leads to.
 */
export function whereNamed(
  schema: MappedSchema,
  named: StatedColumn,
  condition: (column: StatedColumn) => RawBuilder<boolean>,
): RawBuilder<boolean> {
  const { alias, table } = named
  const [column = named.column, other] = named.column.split('.')
  if (other === undefined) return condition(named)
  const leads = keyOf(schema, table, column)
  return sql<boolean>`exists (
    select from ${schema.from(leads.table)} led
     where ${sql.ref(`led.${leads.column}`)} = ${sql.ref(`${alias}.${column}`)}
       and ${schema.isOwn('led', leads.table)}
       and ${condition({ alias: 'led', table: leads.table, column: other })})`
}

/** Where the values of a column stand that a map names: its own table, or the one it leads to. */
export function columnNamed(
  schema: MappedSchema,
  table: string,
  named: string,
): Omit<StatedColumn, 'alias'> {
  const [column = named, other] = named.split('.')
  return other === undefined
    ? { table, column }
    : { table: keyOf(schema, table, column).table, column: other }
}

function keyOf(schema: MappedSchema, table: string, column: string) {
  const declared = schema.table(table).foreignKeys.find((key) => key.columns.join() === column)
  if (declared) return { table: declared.table, column: declared.to[0] ?? 'id' }
  const [, key = 'id'] = (schema.map.links?.[`${table}.${column}`] ?? '').split('.')
  const leads = ledTo(schema.table(table), column, schema.map)
  if (leads === undefined) throw new Error(`${table}.${column} leads nowhere`)
  return { table: leads, column: key }
}
