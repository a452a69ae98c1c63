import { sql, type RawBuilder } from 'kysely'
import { groupedBy } from '../../grouped-by.ts'
import { ledTo } from '../../maps/check/table-lookup.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { sameValue, type ColumnAt } from './same-value.ts'

/** A test of a column as a map names it: one of the row, or `column.other`, one of the row that it leads to. */
export interface NamedTest {
  readonly column: string
  readonly isPassed: (column: ColumnAt) => RawBuilder<boolean>
}

/**
 * That a row passes all of these. What is asked of one other row is asked together, so that an index
 * of several of its columns serves.
 */
export function allNamed(
  schema: MappedSchema,
  { alias, table }: Omit<ColumnAt, 'column'>,
  tests: readonly NamedTest[],
): RawBuilder<boolean> {
  const own = tests.filter(({ column }) => !column.includes('.'))
  const further = groupedBy(
    tests.filter(({ column }) => column.includes('.')),
    ({ column }) => column.split('.')[0] ?? column,
  )
  const conditions = [
    ...own.map(({ column, isPassed }) => isPassed({ alias, table, column })),
    ...[...further].map(([column, some]) => ledBy(schema, { alias, table, column }, some)),
  ]
  return sql<boolean>`(${sql.join([sql`true`, ...conditions], sql` and `)})`
}

function ledBy(
  schema: MappedSchema,
  { alias, table, column }: ColumnAt,
  tests: readonly NamedTest[],
): RawBuilder<boolean> {
  const leads = keyOf(schema, table, column)
  const led = { alias: 'led', table: leads.table }
  const conditions = tests.map((test) =>
    test.isPassed({ ...led, column: test.column.split('.')[1] ?? '' }),
  )
  return sql<boolean>`exists (
    select from ${schema.from(leads.table)} led
     where ${sameValue(schema, { ...led, column: leads.column }, { alias, table, column })}
       and ${schema.isOwn('led', leads.table)} and ${sql.join(conditions, sql` and `)})`
}

/** What stands in a column as a map names it, for a row of the statement. */
export function namedValue(
  schema: MappedSchema,
  { alias, table }: Omit<ColumnAt, 'column'>,
  named: string,
): RawBuilder<unknown> {
  const [column = named, other] = named.split('.')
  if (other === undefined) return sql.ref(`${alias}.${column}`)
  const leads = keyOf(schema, table, column)
  const led = { alias: 'led', table: leads.table }
  return sql`(
    select ${sql.ref(`led.${other}`)} from ${schema.from(leads.table)} led
     where ${sameValue(schema, { ...led, column: leads.column }, { alias, table, column })}
       and ${schema.isOwn('led', leads.table)})`
}

/** Where the values of a column stand that a map names: its own table, or the one it leads to. */
export function columnNamed(
  schema: MappedSchema,
  table: string,
  named: string,
): Omit<ColumnAt, 'alias'> {
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
