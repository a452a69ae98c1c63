import { sql, type RawBuilder } from 'kysely'
import { afterColumns } from '../../maps/check/after-columns.ts'
import type { Copy } from '../../maps/format/copy-format.ts'
import { asList } from '../../maps/format/map-names.ts'
import type { MappedSchema } from './mapped-schema.ts'
import type { Descendant } from './root.ts'

/**
 * That a row `t` of a copy with `if: after` was made at or after the message that led to it, which
 * is the `wanted.nth` of these; true of any other copy. A row without a time may be a later one.
 */
export function isAfter(
  schema: MappedSchema,
  copy: Copy,
  messages: readonly Descendant[],
): RawBuilder<boolean> {
  if (copy.if !== 'after') return sql<boolean>`true`
  const kinds = asList(schema.map.message)
  const [own] = kinds.map((kind) => afterColumns(schema.map, copy, kind).own)
  if (own === undefined) return sql<boolean>`true`
  const times = messages.map(({ row, root }) => {
    const kind = kinds.find(({ table }) => table === root.table)
    return kind ? (row.columns[afterColumns(schema.map, copy, kind).parent] ?? null) : null
  })
  const since = sql`(${schema.typed(times, copy.table, own)})[wanted.nth + 1]`
  return sql<boolean>`coalesce(${sql.ref(`t.${own}`)} >= ${since}, true)`
}
