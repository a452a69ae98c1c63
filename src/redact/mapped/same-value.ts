import { sql, type RawBuilder } from 'kysely'
import type { MappedSchema } from './mapped-schema.ts'

/** A column where a statement has it. */
export interface ColumnAt {
  readonly alias: string
  readonly table: string
  readonly column: string
}

const ALIKE: readonly ReadonlySet<string>[] = [
  new Set(['int2', 'int4', 'int8', 'numeric']),
  new Set(['text', 'varchar', 'bpchar', 'name', 'citext']),
]

/**
 * That two columns say the same. Postgres compares no text with a number or a uuid, and ids of
 * others are often kept as texts: these are compared as what they say.
 */
export function sameValue(schema: MappedSchema, one: ColumnAt, other: ColumnAt) {
  const [left, right] = [one, other].map(({ alias, column }) => sql.ref(`${alias}.${column}`))
  return areAlike(schema, [one, other])
    ? sql<boolean>`${left} = ${right}`
    : sql<boolean>`${left}::text = ${right}::text`
}

/** A column that is compared with a text. */
export function asText(schema: MappedSchema, { alias, table, column }: ColumnAt) {
  const ref: RawBuilder<unknown> = sql.ref(`${alias}.${column}`)
  return isAlike(schema.column(table, column).base, 'text') ? ref : sql`${ref}::text`
}

/** Whether Postgres compares columns as they are. */
export function areAlike(
  schema: MappedSchema,
  columns: readonly Pick<ColumnAt, 'table' | 'column'>[],
): boolean {
  const [first, ...others] = columns.map(({ table, column }) => schema.column(table, column))
  return others.every(
    ({ base, isArray }) => isArray === first?.isArray && isAlike(base, first.base),
  )
}

const isAlike = (one: string, other: string) =>
  one === other || ALIKE.some((types) => types.has(one) && types.has(other))
