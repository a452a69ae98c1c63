import type { MessageOutline, Outline, OutlineOptions } from '../../conversation/read-outline.ts'
import type { Trx } from '../../database/in-workspace.ts'
import { conversationMessages, type ConversationMessages } from './conversation-messages.ts'
import type { ReadMessage } from './messages-in.ts'
import type { MappedSchema } from './mapped-schema.ts'
import { shownBody } from './shown-body.ts'

/**
 * What a conversation consists of. Without text none is read out of the database.
 *
 * @returns undefined where the workspace has no such conversation
 */
export async function readMappedOutline(
  trx: Trx,
  schema: MappedSchema,
  id: string,
  options: OutlineOptions,
): Promise<Outline | undefined> {
  const read = await conversationMessages(trx, schema, id, options)
  return read && outlined(id, read, options.text && schema)
}

function outlined(
  id: string,
  { parts, source, ...counts }: ConversationMessages,
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
