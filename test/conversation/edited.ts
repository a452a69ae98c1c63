import { plain, type JsonObject } from '../contract/read-samples.ts'
import type { Edit } from './conversation-arbitrary.ts'
import { isObject, listedParts } from './expected-reply.ts'

/** Another export of the same conversation, from before or after the one at hand. */
export function edited(conversation: JsonObject, edit: Edit): JsonObject {
  const updated = conversation['updated_at']
  const shifted = typeof updated === 'number' ? { updated_at: updated + edit.shift } : {}
  const list = conversation['conversation_parts']
  const changed = {
    ...shifted,
    ...edit.members,
    conversation_parts: {
      ...(isObject(list) ? list : {}),
      conversation_parts: editedParts(conversation, edit),
    },
  }
  return Object.fromEntries([...Object.entries(conversation), ...Object.entries(changed)])
}

function editedParts(conversation: JsonObject, edit: Edit): JsonObject[] {
  const { keeps, reversed, newParts, body } = edit
  const kept = listedParts(conversation).filter((_, place) => keeps[place % keeps.length])
  const rewritten = body === undefined ? kept : kept.map((part) => withBody(part, body))
  const ids = new Set(kept.map((part) => plain(part['id'])))
  const others = newParts.filter((part) => !ids.has(plain(part['id'])))
  const parts = [...others, ...rewritten]
  return reversed ? parts.reverse() : parts
}

function withBody(part: JsonObject, body: JsonObject[string]): JsonObject {
  return Object.fromEntries([...Object.entries(part), ['body', body]])
}
