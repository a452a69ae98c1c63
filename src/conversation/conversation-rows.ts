import { contactRows, type ContactRow } from './contact-row.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { namesOurId, OUR_ID } from './our-id.ts'
import { quotesMessages } from './quotes-messages.ts'
import { storableId, storableMessageId } from './storable-id.ts'

/** A conversation object, taken apart into rows. Nothing is lost: `renderConversation` undoes it. */
export interface ConversationRows {
  readonly conversation: ConversationRow
  readonly parts: readonly PartRow[]
  readonly contacts: readonly ContactRow[]
}

export interface ConversationRow {
  readonly id: string
  readonly data: JsonObject
  readonly source: JsonObject | null
  readonly source_id: string | null
  readonly source_author_type: string | null
  readonly source_author_id: string | null
  /** Whether members of its own quote its messages. */
  readonly quotes: boolean
  /** The erasure for which the source is stored emptied, and the title with it. */
  readonly redact_for?: string
}

export interface PartRow {
  readonly conversation_id: string
  readonly id: string
  readonly position: number
  readonly author_type: string | null
  readonly author_id: string | null
  readonly body: string | null
  readonly data: JsonObject
  /** The erasure for which the part is stored emptied. */
  readonly redact_for?: string
}

export type TakenApart =
  | { readonly ok: true; readonly rows: ConversationRows }
  | { readonly ok: false; readonly reason: string }

/**
 * Takes a conversation in Intercom's shape apart. A value goes into a column only if the column
 * gives the same value back; every other value, unknown members included, stays in the jsonb.
 *
 * @returns a reason, without any of the object's text, when it can't be stored
 */
export function conversationRows(conversation: JsonObject): TakenApart {
  const id = storableMessageId(conversation.id)
  if (id === undefined) return { ok: false, reason: 'the conversation has no usable id' }

  const list = partsOf(conversation)
  if (!list.every(isObject)) return { ok: false, reason: 'a conversation part is not an object' }

  const parts = list.map((part, position) => partRow(id, part, position))
  const reason = reasonAgainst(parts) ?? (namesOurId(conversation, list) ? OUR_ID : undefined)
  if (reason) return { ok: false, reason }
  const contacts = contactRows(conversation, list)
  return { ok: true, rows: { conversation: conversationRow(id, conversation), parts, contacts } }
}

function conversationRow(id: string, conversation: JsonObject): ConversationRow {
  const { source, ...withoutSource } = conversation
  const author = isObject(source) ? authorOf(source) : NO_AUTHOR
  return {
    id,
    data: withoutParts(isObject(source) ? withoutSource : conversation),
    source: isObject(source) ? source : null,
    source_id: (isObject(source) && storableMessageId(source.id)) || null,
    source_author_type: author.type,
    source_author_id: author.id,
    quotes: quotesMessages(conversation),
  }
}

function partRow(conversationId: string, part: JsonObject, position: number): PartRow {
  const { body, ...withoutBody } = part
  const author = authorOf(part)
  return {
    conversation_id: conversationId,
    id: storableMessageId(part.id) ?? '',
    position,
    author_type: author.type,
    author_id: author.id,
    body: typeof body === 'string' ? body : null,
    data: typeof body === 'string' ? withoutBody : part,
  }
}

function reasonAgainst(parts: readonly PartRow[]): string | undefined {
  if (parts.some((part) => part.id === '')) return 'a conversation part has no usable id'
  const ids = new Set(parts.map((part) => part.id))
  return ids.size < parts.length ? 'two conversation parts have the same id' : undefined
}

/** The list stays in the jsonb as an empty array, so that an absent one stays absent. */
function withoutParts(conversation: JsonObject): JsonObject {
  const list = conversation.conversation_parts
  if (!isObject(list) || !Array.isArray(list.conversation_parts)) return conversation
  return { ...conversation, conversation_parts: { ...list, conversation_parts: [] } }
}

function partsOf(conversation: JsonObject): unknown[] {
  const list = conversation.conversation_parts
  return isObject(list) && Array.isArray(list.conversation_parts) ? list.conversation_parts : []
}

interface Author {
  readonly type: string | null
  readonly id: string | null
}

const NO_AUTHOR: Author = { type: null, id: null }

function authorOf({ author }: JsonObject): Author {
  if (!isObject(author)) return NO_AUTHOR
  const type = typeof author.type === 'string' ? author.type : null
  return { type, id: storableId(author.id) ?? null }
}
