import { sql, type RawBuilder } from 'kysely'

/**
 * How many files a message's jsonb names. They lie somewhere else and stay there, so it is counted
 * how many a redaction detached.
 *
 * @param message the column
 */
export function filesOf(message: string): RawBuilder<number> {
  const files = sql`${sql.ref(message)} -> 'attachments'`
  return sql<number>`case when jsonb_typeof(${files}) = 'array' then jsonb_array_length(${files}) else 0 end`
}
