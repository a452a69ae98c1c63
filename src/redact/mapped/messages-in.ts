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
  /** Which of the map's kinds of messages it is. */
  readonly kind: number
  /** As it stands there: `shownBody` reads it. Null where text was not asked for, too. */
  readonly body: string | null
}

/**
 * A query of the messages of `c`, a row of the conversations in the statement around it.
 *
 * @param how whether bodies are read
 */
export function messagesIn(
  schema: MappedSchema,
  kinds: readonly MessageSql[],
  { text }: { readonly text: boolean },
): RawBuilder<unknown> {
  const queries = kinds.map((kind, nth) => {
    const { table, id } = kind.message
    return sql`
      select ${sql.ref(`m.${id}`)}::text as id, ${kind.isOpening} as opening,
             ${kind.isRedacted} as redacted, ${kind.createdAt} as created_at,
             ${kind.author}::text as author_id, ${kind.isFromContact} as from_contact,
             ${kind.hasBody} as has_body, ${nth}::integer as kind, ${text ? bodySql(schema, kind) : sql`null::text`} as body,
             ${sql.ref(`m.${id}`)}::text as position
        from ${schema.from(table)} m
       where ${kind.isInConversation} and ${kind.isMessage}`
  })
  return sql`select * from (${sql.join(queries, sql` union all `)}) message`
}

/** Texts that may be encoded come with how they are, as JSON, and are decoded in this process. */
function bodySql(
  schema: MappedSchema,
  { message: { table: messages, body } }: MessageSql,
): RawBuilder<unknown> {
  const { table, by = {}, where } = body
  const alias = table === undefined ? 'm' : 't'
  const text = sql`${sql.ref(`${alias}.${body.column}`)}::text`
  const said = body.encoding && sql.ref(`${alias}.${body.encoding.column}`)
  const piece = said ? sql`json_build_array(${said}::text, ${text})` : text
  if (table === undefined) return said ? sql`json_build_array(${piece})::text` : text
  const all = said
    ? sql`json_agg(${piece} order by t.ctid)::text`
    : sql`string_agg(${piece}, ${'\n'} order by t.ctid)`
  return sql`(
    select ${all} from ${schema.from(table)} t
     where ${linkSql(schema, { alias: 't', table, by, where }, { alias: 'm', table: messages })}
       and ${schema.isOwn('t', table)} and ${text} is not null)`
}
