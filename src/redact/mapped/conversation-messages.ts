import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { asList } from '../../maps/format/map-names.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { conversationId, messageSql } from './message-sql.ts'
import { messagesIn, type ReadMessage } from './messages-in.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** What stands in a conversation. */
export interface ConversationMessages {
  /** The message that opened it; null where none did, or several, as the threads of a channel. */
  readonly source: ReadMessage | null
  /** The newest of the others, oldest first. */
  readonly parts: readonly ReadMessage[]
  /** All of the others, those not shown included. */
  readonly part_count: number
  readonly redacted_count: number
}

interface Wanted {
  /** As many of the newest parts. */
  readonly parts: number
  /** Whether bodies are read. */
  readonly text: boolean
}

/**
 * Reads the messages of a conversation with one statement, so that one snapshot is shown.
 *
 * @returns undefined where the workspace has no such conversation
 */
export async function conversationMessages(
  trx: Trx,
  schema: MappedSchema,
  id: string,
  wanted: Wanted,
): Promise<ConversationMessages | undefined> {
  const { table } = schema.map.conversation
  const name = conversationId(schema)
  if (!isPossibleValue(schema.column(table, name), id)) return undefined
  const { rows } = await messagesOf(schema, id, wanted).execute(trx)
  return rows[0]
}

function messagesOf(schema: MappedSchema, id: string, { parts, text }: Wanted) {
  const { table } = schema.map.conversation
  const name = conversationId(schema)
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  return sql<ConversationMessages>`
    select opened.source, coalesce(newest.parts, '[]') as parts,
           coalesce(newest.total, 0)::integer as part_count,
           (coalesce(newest.redacted, 0) + coalesce((opened.source ->> 'redacted')::boolean::integer, 0))
             ::integer as redacted_count
      from ${schema.from(table)} c
     cross join lateral (
        select case when count(*) = 1 then json_agg(row_to_json(first)) -> 0 end as source
          from (select * from (${messagesIn(schema, kinds, { text })}) any_of_them
                 where opening limit 2) first) opened
      left join lateral (
        select json_agg(row_to_json(shown) order by shown.created_at, shown.position) as parts,
               max(shown.total) as total, max(shown.redacted_total) as redacted
          from (select *, count(*) over () as total,
                       count(*) filter (where redacted) over () as redacted_total
                  from (${messagesIn(schema, kinds, { text })}) part
                 where opened.source is null or not opening
                 order by created_at desc, position desc limit ${parts}::integer) shown) newest on true
     where ${sql.ref(`c.${name}`)} = (${schema.typed([id], table, name)})[1]
       and ${sql.ref(`c.${name}`)}::text = ${id} and ${schema.isOwn('c', table)}`
}
