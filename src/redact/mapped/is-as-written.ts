import { sql, type RawBuilder } from 'kysely'
import type { Message } from '../../maps/format/message-format.ts'
import type { MapValue } from '../../maps/format/value-format.ts'
import { makeValue } from '../../maps/values/make-value.ts'
import { needsOf } from '../../maps/values/value-needs.ts'
import { allOf, anyOf } from './where-sql.ts'
import { isBuiltIn } from './column-type.ts'
import { bodyFormats } from './body-format.ts'
import type { MappedSchema } from './mapped-schema.ts'

const TIMES: ReadonlySet<MapValue> = new Set(['now', 'now_ms'])

/**
 * That a row holds what the map writes, as far as that is the same for every row: not what is made
 * out of what stood there, nor what somebody else fills again.
 */
export function isAsWritten(
  schema: MappedSchema,
  alias: string,
  table: string,
  values: Readonly<Record<string, MapValue>>,
  message: Message,
): RawBuilder<boolean> {
  const rebuilt = new Set((schema.map.rebuilt ?? []).map(({ column }) => column))
  const constant = Object.entries(values).filter(
    ([column, value]) =>
      !TIMES.has(value) && !needsOf(value).perRow && !rebuilt.has(`${table}.${column}`),
  )
  return allOf(
    constant.map(([name, value]) => {
      const column = schema.column(table, name)
      const written = bodyFormats(message).map((format) =>
        makeValue(value, null, { column, row: {}, parent: {}, format }),
      )
      return anyOf([...new Set(written)].map((text) => equals(schema, alias, table, name, text)))
    }),
  )
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
