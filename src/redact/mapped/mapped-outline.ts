import { sql } from 'kysely'
import type { MessageOutline, Outline, OutlineOptions } from '../../conversation/read-outline.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { asList } from '../../maps/format/map-names.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { conversationId, messageSql } from './message-sql.ts'
import { messagesIn, type ReadMessage } from './messages-in.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { shownBody } from './shown-body.ts'

interface Read {
  readonly parts: readonly ReadMessage[]
  readonly source: ReadMessage | null
  readonly part_count: number
  readonly redacted_count: number
}

/**
 * What a conversation consists of. Without text none is read out of the database.
 *
 * @returns undefined where the workspace has no such conversation
 */
export async function readMappedOutline(
  trx: Trx,
  schema: MappedSchema,
  id: string,
  { parts, text }: OutlineOptions,
): Promise<Outline | undefined> {
  const { table } = schema.map.conversation
  const name = conversationId(schema)
  if (!isPossibleValue(schema.column(table, name), id)) return undefined
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  const messages = (opening: boolean) => messagesIn(schema, kinds, { opening, text })
  const { rows } = await sql<Read>`
    select coalesce(newest.parts, '[]') as parts, opened.source,
           coalesce(newest.total, 0)::integer as part_count,
           (coalesce(newest.redacted, 0) + coalesce((opened.source ->> 'redacted')::boolean::integer, 0))
             ::integer as redacted_count
      from ${schema.from(table)} c
      left join lateral (
        select json_agg(row_to_json(shown) order by shown.created_at, shown.position) as parts,
               max(shown.total) as total, max(shown.redacted_total) as redacted
          from (select *, count(*) over () as total,
                       count(*) filter (where redacted) over () as redacted_total
                  from (${messages(false)}) part
                 order by created_at desc, position desc limit ${parts}::integer) shown) newest on true
      left join lateral (
        select row_to_json(first) as source from (${messages(true)} limit 1) first) opened on true
     where ${sql.ref(`c.${name}`)} = (${schema.typed([id], table, name)})[1]
       and ${sql.ref(`c.${name}`)}::text = ${id}
       and ${schema.isOwn('c', table)}`.execute(trx)
  return rows[0] && outlined(id, rows[0], text && schema)
}

function outlined(
  id: string,
  { parts, source, ...counts }: Read,
  text: MappedSchema | false,
): Outline {
  const all = [...(source ? [source] : []), ...parts]
  const people = all.flatMap((one) => (one.from_contact ? (one.author_id ?? []) : []))
  return {
    id,
    created_at: all[0]?.created_at ?? null,
    updated_at: all.at(-1)?.created_at ?? null,
    contacts: [...new Set(people)].sort(),
    source: source && outlinedMessage(source, text),
    parts: parts.map((part) => outlinedMessage(part, text)),
    ...counts,
  }
}

/** @param text the tables, where bodies are asked for */
function outlinedMessage(message: ReadMessage, text: MappedSchema | false): MessageOutline {
  const { id, opening, redacted, created_at, author_id, from_contact, has_body } = message
  return {
    id,
    type: opening ? 'conversation' : 'comment',
    created_at,
    author_type: from_contact ? 'user' : 'admin',
    author_id,
    has_body,
    files: 0,
    redacted,
    redacted_at: null,
    ...(text && { body: shownBody(text, message) }),
  }
}
