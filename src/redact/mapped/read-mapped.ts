import type { JsonObject } from '../../conversation/json-object.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { conversationMessages, type ConversationMessages } from './conversation-messages.ts'
import type { ReadMessage } from './messages-in.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { shownBody } from './shown-body.ts'

/** As many parts as Intercom's own replies hold at most. */
const MOST_PARTS = 500

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
  const read = await conversationMessages(trx, schema, id, { parts: MOST_PARTS, text: true })
  return read && rendered(schema, id, read)
}

function rendered(
  schema: MappedSchema,
  id: string,
  { parts, source, part_count: total }: ConversationMessages,
): JsonObject {
  const first = source ?? parts[0]
  const last = parts.at(-1) ?? source
  return {
    type: 'conversation',
    id,
    title: null,
    created_at: first ? Math.floor(first.created_at) : null,
    updated_at: last ? Math.floor(last.created_at) : null,
    source: source && renderedSource(schema, source),
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: parts.map((part) => renderedPart(schema, part)),
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
