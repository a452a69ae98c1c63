import { CONTACT_TYPES } from '../../request/contact-types.ts'
import { isObject, type JsonObject } from '../json-object.ts'
import { foreignReason } from './foreign-reason.ts'
import { isDeletion } from './is-deletion.ts'
import { fromLegacy, isLegacy } from './legacy-conversation.ts'

/** What a record is about. A reason quotes nothing of it. */
export type RecognisedRecord =
  | { readonly kind: 'conversation'; readonly conversation: JsonObject }
  | { readonly kind: 'contact'; readonly contact: JsonObject }
  | { readonly kind: 'deletion' }
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * Tells what a record is, whatever version of the API wrote it. What another tool wrote is refused
 * by name: stored as a conversation its text could be neither redacted nor erased.
 */
export function recogniseRecord(record: JsonObject): RecognisedRecord {
  if (isConversation(record) || CONTACT_TYPES.has(record.type)) {
    if (isDeletion(record)) return { kind: 'deletion' }
    if (CONTACT_TYPES.has(record.type)) return { kind: 'contact', contact: record }
    return recogniseConversation(record)
  }
  return refused(foreignReason(record) ?? 'is neither a conversation nor a contact')
}

/** Older exports leave the type out; what has messages or people in Intercom's way is one. */
function isConversation(record: JsonObject): boolean {
  const { type, object } = record
  if (type === 'conversation') return hasMessages(record) || foreignReason(record) === undefined
  if ((type ?? null) !== null) return false
  return object === 'conversation' ? isDeletion(record) : hasMessages(record)
}

function hasMessages(record: JsonObject): boolean {
  const { source, contacts, conversation_message: message, conversation_parts: parts } = record
  if (isObject(message) || isObject(parts) || Array.isArray(parts)) return true
  if (isObject(contacts) && Array.isArray(contacts.contacts)) return true
  return isObject(source) && (Object.hasOwn(source, 'author') || Object.hasOwn(source, 'body'))
}

function recogniseConversation(record: JsonObject): RecognisedRecord {
  const { conversation_parts: parts } = record
  if (Array.isArray(parts) && parts.length > 0) {
    return refused('its conversation_parts are a bare list, not an object that holds the list')
  }
  if (isLegacy(record)) return { kind: 'conversation', conversation: fromLegacy(record) }
  return { kind: 'conversation', conversation: record }
}

function refused(reason: string): RecognisedRecord {
  return { kind: 'refused', reason }
}
