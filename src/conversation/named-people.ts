import { CONTACT_TYPES } from './contact-row.ts'
import type { ConversationRows } from './conversation-rows.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { storableId } from './storable-id.ts'

/** One place where a conversation names a contact. */
export interface NamedPerson {
  readonly id: string
  readonly email: unknown
  readonly external_id: unknown
}

/** Every mention of a contact: who wrote, the `contacts` list, and who rated the conversation. */
export function namedPeople({ conversation, parts }: ConversationRows): NamedPerson[] {
  const { contacts, conversation_rating: rating } = conversation.data
  const listed: unknown[] = isObject(contacts) && Array.isArray(contacts.contacts) ? contacts.contacts : []
  const authors = [conversation.source, ...parts.map((part) => part.data)]
    .map((message) => message?.author)
    .filter((author) => isObject(author) && CONTACT_TYPES.has(author.type))
  const rater = isObject(rating) ? rating.contact : undefined
  return [...listed, ...authors, rater].flatMap((person) => namedPerson(person) ?? [])
}

/** One that has no usable id is nobody's contact. */
export function namedPerson(person: unknown): NamedPerson | undefined {
  if (!isObject(person)) return undefined
  const id = storableId(person.id)
  return id === undefined ? undefined : { id, ...keysOf(person) }
}

function keysOf({ email, external_id }: JsonObject) {
  return { email, external_id }
}
