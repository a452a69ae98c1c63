import { CONTACT_TYPES } from '../request/contact-types.ts'
import type { ConversationRow, ConversationRows } from './conversation-rows.ts'
import { isObject } from './json-object.ts'
import { listedPeople } from './listed-people.ts'
import { personId } from './person-id.ts'

/** One place where a conversation names a contact. */
export interface NamedPerson {
  readonly id: string
  readonly email: unknown
  readonly external_id: unknown
}

/** Every mention of a contact: who wrote, the `contacts` list, and who rated the conversation. */
export function namedPeople({ conversation, parts }: ConversationRows): NamedPerson[] {
  const listed = listedPeople(conversation.data)
  const authors = [conversation.source, ...parts.map((part) => part.data)]
    .map((message) => message?.author)
    .filter((author) => isObject(author) && CONTACT_TYPES.has(author.type))
  return [...listed, ...authors, raterOf(conversation)].flatMap((one) => namedPerson(one) ?? [])
}

/** Ids of everybody that `namedPeople` names, once each. */
export function participants({ conversation, contacts }: ConversationRows): readonly string[] {
  const ids = contacts.map((contact) => contact.id)
  const rater = namedPerson(raterOf(conversation))?.id
  return rater === undefined || ids.includes(rater) ? ids : [...ids, rater]
}

function raterOf({ data: { conversation_rating: rating } }: ConversationRow): unknown {
  return isObject(rating) ? rating.contact : undefined
}

/** One that has no usable id is nobody's contact. */
export function namedPerson(person: unknown): NamedPerson | undefined {
  if (!isObject(person)) return undefined
  const id = personId(person)
  return id === undefined ? undefined : { id, email: person.email, external_id: person.external_id }
}
