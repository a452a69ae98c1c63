import { sql, type RawBuilder } from 'kysely'
import { valueKind } from '../../maps/check/value-kind.ts'
import { isTimeWord, type MapValue } from '../../maps/format/value-format.ts'
import { makeValue, type BodyFormat } from '../../maps/values/make-value.ts'
import { needsOf } from '../../maps/values/value-needs.ts'
import { allOf, anyOf } from './where-sql.ts'
import { isBuiltIn } from './column-type.ts'
import { filledIn } from './link-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'

/**
 * That a row holds what the map writes, as far as that can be told: not what is made out of what
 * stood there or is random, nor what somebody else fills again. Where nothing can be told it does
 * not.
 */
export function isAsWritten(
  schema: MappedSchema,
  alias: string,
  table: string,
  values: Readonly<Record<string, MapValue>>,
  formats: readonly BodyFormat[],
): RawBuilder<boolean> {
  const told = writtenTests(schema, alias, table, values, formats)
  return told.length === 0 ? sql<boolean>`false` : sql<boolean>`coalesce(${allOf(told)}, false)`
}

/** The tests of it, one a column of which it can be told; null where a column is. */
export function writtenTests(
  schema: MappedSchema,
  alias: string,
  table: string,
  values: Readonly<Record<string, MapValue>>,
  formats: readonly BodyFormat[],
): RawBuilder<boolean>[] {
  const rebuilt = new Set((schema.map.rebuilt ?? []).map(({ column }) => column))
  return Object.entries(values).flatMap(([name, value]) => {
    if (isTimeWord(value) || rebuilt.has(`${table}.${name}`)) return []
    const kind = valueKind(value)
    if (kind.kind === 'template') {
      if (kind.parents.length > 0 || kind.columns.some((one) => one in values)) return []
      const text = filledIn(alias, kind.text, (one) => sql`coalesce(${one}, '')`)
      return [sql<boolean>`${sql.ref(`${alias}.${name}`)}::text = ${text}`]
    }
    if (needsOf(value).perRow) return []
    const column = schema.column(table, name)
    const written = formats.map((format) =>
      makeValue(value, null, { column, row: {}, parent: {}, format }),
    )
    return [anyOf([...new Set(written)].map((text) => equals(schema, alias, table, name, text)))]
  })
}

/** Types that know no equality, or whose own is not searched for, are compared by what they say. */
function equals(
  schema: MappedSchema,
  alias: string,
  table: string,
  column: string,
  text: string | null,
): RawBuilder<boolean> {
  const ref = sql.ref(`${alias}.${column}`)
  if (text === null) return sql<boolean>`${ref} is null`
  const told = schema.column(table, column)
  const { base, isArray } = told
  if (!isArray && (base === 'json' || base === 'jsonb')) {
    return sql<boolean>`coalesce(${ref}::jsonb = ${text}::jsonb, false)`
  }
  if (isArray || base === 'xml' || !isBuiltIn(told))
    return sql<boolean>`coalesce(${ref}::text = ${text}, false)`
  return sql<boolean>`coalesce(${ref} = (${schema.typed([text], table, column)})[1], false)`
}
