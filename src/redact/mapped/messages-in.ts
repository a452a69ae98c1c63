import { sql, type RawBuilder } from 'kysely'
import { linkSql } from './link-sql.ts'
import type { MessageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'

/** A message as a statement gives it. */
export interface ReadMessage {
  readonly id: string
  readonly opening: boolean
  readonly redacted: boolean
  readonly created_at: number
  readonly author_id: string | null
  readonly from_contact: boolean
  readonly has_body: boolean
  /** Null where text was not asked for, too. */
  readonly body: string | null
}

interface Meant {
  /** Those that open a conversation, or the others. */
  readonly opening: boolean
  /** Whether bodies are read. */
  readonly text: boolean
}

/** A query of the messages of `c`, a row of the conversations in the statement around it. */
export function messagesIn(
  schema: MappedSchema,
  kinds: readonly MessageSql[],
  { opening, text }: Meant,
): RawBuilder<unknown> {
  const queries = kinds.map((kind) => {
    const { table, id } = kind.message
    return sql`
      select ${sql.ref(`m.${id}`)}::text as id, ${kind.isOpening} as opening,
             ${kind.isRedacted} as redacted, ${kind.createdAt} as created_at,
             ${kind.author}::text as author_id, ${kind.isFromContact} as from_contact,
             ${kind.hasBody} as has_body, ${text ? bodySql(schema, kind) : sql`null::text`} as body,
             ${sql.ref(`m.${id}`)}::text as position
        from ${schema.from(table)} m
       where ${kind.isInConversation} and ${kind.isMessage} and ${opening ? kind.isOpening : sql<boolean>`not ${kind.isOpening}`}`
  })
  return sql`select * from (${sql.join(queries, sql` union all `)}) message`
}

function bodySql(
  schema: MappedSchema,
  { message: { table, body } }: MessageSql,
): RawBuilder<unknown> {
  if (body.table === undefined) return sql`${sql.ref(`m.${body.column}`)}::text`
  return sql`(
    select string_agg(${sql.ref(`t.${body.column}`)}::text, ${'\n'} order by t.ctid)
      from ${schema.from(body.table)} t
     where ${linkSql(schema, { alias: 't', table: body.table, by: body.by ?? {} }, { alias: 'm', table })}
       and ${schema.isOwn('t', body.table)})`
}
