import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'
import { isRecord } from '../../is-record.ts'
import type { JsonObject } from '../../conversation/json-object.ts'
import { asList } from '../../maps/format/map-names.ts'
import { isPossibleValue } from './is-possible-value.ts'
import { messagesIn, type ReadMessage } from './messages-in.ts'
import { conversationId, messageSql } from './message-sql.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { shownBody } from './shown-body.ts'

/** As many parts as Intercom's own replies hold at most. */
const MOST_PARTS = 500

interface Read {
  readonly messages: readonly ReadMessage[]
  readonly source: ReadMessage | null
  readonly total: number
}

/**
 * The conversation in Intercom's shape, with null for what the other system does not know, and its
 * 500 newest messages.
 *
 * @returns undefined where the workspace has no such conversation
 */
export async function readMappedConversation(
  trx: Trx,
  schema: MappedSchema,
  id: string,
): Promise<JsonObject | undefined> {
  const { table } = schema.map.conversation
  const name = conversationId(schema)
  if (!isPossibleValue(schema.column(table, name), id)) return undefined
  const kinds = asList(schema.map.message).map((message) => messageSql(schema, message))
  const { rows } = await sql<Read>`
    select coalesce(newest.messages, '[]') as messages, opened.source as source,
           coalesce(newest.total, 0)::integer as total
      from ${schema.from(table)} c
      left join lateral (
        select json_agg(row_to_json(shown) order by shown.created_at, shown.position) as messages,
               max(shown.total) as total
          from (select *, count(*) over () as total
                  from (${messagesIn(schema, kinds, { opening: false, text: true })}) part
                 order by created_at desc, position desc limit ${MOST_PARTS}) shown) newest on true
      left join lateral (
        select row_to_json(first) as source
          from (${messagesIn(schema, kinds, { opening: true, text: true })} limit 1) first) opened on true
     where ${sql.ref(`c.${name}`)} = (${schema.typed([id], table, name)})[1]
       and ${sql.ref(`c.${name}`)}::text = ${id}
       and ${schema.isOwn('c', table)}`.execute(trx)
  return rows[0] && rendered(schema, id, rows[0])
}

function rendered(schema: MappedSchema, id: string, { messages, source, total }: Read): JsonObject {
  const parts = messages.filter(isRecord).map((part) => renderedPart(schema, part))
  const first = source ?? messages[0]
  const last = messages.at(-1) ?? source
  return {
    type: 'conversation',
    id,
    title: null,
    created_at: first ? Math.floor(first.created_at) : null,
    updated_at: last ? Math.floor(last.created_at) : null,
    source: source && renderedSource(schema, source),
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts,
      total_count: total,
    },
  }
}

function renderedSource(schema: MappedSchema, source: ReadMessage): JsonObject {
  return {
    type: 'conversation',
    id: source.id,
    subject: null,
    body: shownBody(schema, source),
    author: authorOf(source),
    attachments: [],
    redacted: source.redacted,
  }
}

function renderedPart(schema: MappedSchema, part: ReadMessage): JsonObject {
  const createdAt = Math.floor(part.created_at)
  return {
    type: 'conversation_part',
    id: part.id,
    part_type: 'comment',
    body: shownBody(schema, part),
    created_at: createdAt,
    updated_at: createdAt,
    author: authorOf(part),
    attachments: [],
    redacted: part.redacted,
  }
}

/** Names and addresses stay where they are: a reply to a redaction needs none. */
function authorOf({ author_id: id, from_contact: isContact }: ReadMessage): JsonObject {
  return { type: isContact ? 'user' : 'admin', id, name: null, email: null }
}
