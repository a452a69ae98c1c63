import { sql, type RawBuilder } from 'kysely'
import type { MappedSchema } from './mapped-schema.ts'
import { whereSql } from './where-sql.ts'

/** That a conversation is no room of many, as the map says it. */
export function isNoRoom(schema: MappedSchema, alias: string): RawBuilder<boolean> {
  const { shared = false, table } = schema.map.conversation
  if (typeof shared === 'boolean') return shared ? sql<boolean>`false` : sql<boolean>`true`
  return whereSql(schema, alias, table, shared.except)
}
