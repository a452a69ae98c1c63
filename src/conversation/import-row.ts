import { contactRow, CONTACT_TYPES, type ContactRow } from './contact-row.ts'
import { conversationRows, type ConversationRows } from './conversation-rows.ts'
import type { JsonObject } from './json-object.ts'

/** A record that can be stored, and the line where it began. */
export type ImportRow =
  | { readonly kind: 'conversation'; readonly line: number; readonly rows: ConversationRows }
  | { readonly kind: 'contact'; readonly line: number; readonly row: ContactRow }

/** A record as rows, or the reason why it is none; the reason quotes nothing of it. */
export function importRow(record: JsonObject, line: number): ImportRow | string {
  if (isContact(record)) {
    const row = contactRow(record)
    return row ? { kind: 'contact', line, row } : 'the contact has no usable id'
  }
  if (!isConversation(record)) return 'is neither a conversation nor a contact'
  const taken = conversationRows(record)
  return taken.ok ? { kind: 'conversation', line, rows: taken.rows } : taken.reason
}

function isContact({ type }: JsonObject): boolean {
  return CONTACT_TYPES.has(type)
}

/** Older exports leave the type out; what has an id and messages is a conversation. */
function isConversation({ type }: JsonObject): boolean {
  return type === 'conversation' || type === undefined || type === null
}
