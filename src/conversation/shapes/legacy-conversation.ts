import { CONTACT_TYPES } from '../../request/contact-types.ts'
import { isObject, type JsonObject } from '../json-object.ts'

/*
 * API 1.x had the first message in `conversation_message`, one person in `user`, all of them in
 * `customers` and who is assigned in `assignee`; contacts were users with a `user_id`. What is
 * stored is the same in the words of 2.x, since only there a message can be redacted, and a person
 * found: a named exception from giving back what was imported.
 */

/** Whether a conversation is in the shape of API 1.x. */
export function isLegacy({ source, ...others }: JsonObject): boolean {
  if (isObject(source)) return false
  if (isObject(others.conversation_message)) return true
  return isObject(others.user) || isObject(others.assignee) || Array.isArray(others.customers)
}

/** A conversation of API 1.x in the shape of 2.x. Members that nobody knows stay as they are. */
export function fromLegacy(conversation: JsonObject): JsonObject {
  const { conversation_message: message, user, customers, assignee, ...rest } = conversation
  const { customer_first_reply: firstReply, conversation_rating: rating, ...kept } = rest
  return {
    ...kept,
    ...(isObject(message) && { source: sourceFrom(message) }),
    contacts: contactsFrom(kept.contacts, [user, ...listOf(customers)]),
    ...(kept.conversation_parts !== undefined && {
      conversation_parts: partsFrom(kept.conversation_parts),
    }),
    ...(assignee !== undefined && assigneeFrom(assignee)),
    ...(firstReply !== undefined && { first_contact_reply: firstReply }),
    ...(rating !== undefined && { conversation_rating: ratingFrom(rating) }),
  }
}

function sourceFrom(message: JsonObject): JsonObject {
  const author = personFrom(message.author)
  const type = message.type === 'conversation_message' ? 'conversation' : message.type
  return {
    id: null,
    delivered_as: deliveredAs(author),
    subject: '',
    body: null,
    url: null,
    ...message,
    type: type ?? 'conversation',
    author,
    attachments: message.attachments ?? [],
    redacted: false,
  }
}

function deliveredAs(author: unknown): string {
  if (!isObject(author)) return 'automated'
  if (CONTACT_TYPES.has(author.type)) return 'customer_initiated'
  return author.type === 'admin' ? 'admin_initiated' : 'automated'
}

/** `user` is mostly one of the `customers`: each id is listed once, with all that is told. */
function contactsFrom(contacts: unknown, people: readonly unknown[]): JsonObject {
  const listed = isObject(contacts) ? listOf(contacts.contacts) : listOf(contacts)
  const byId = new Map<unknown, JsonObject>()
  for (const person of [...listed, ...people].filter(isObject)) {
    const { type: _, ...members } = externalIdFrom(person)
    const key = members.id ?? person
    byId.set(key, { ...byId.get(key), ...members, type: 'contact' })
  }
  return { type: 'contact.list', contacts: [...byId.values()] }
}

function partsFrom(list: unknown): unknown {
  if (!isObject(list) || !Array.isArray(list.conversation_parts)) return list
  const parts = listOf(list.conversation_parts).map((part) =>
    isObject(part) && isObject(part.author) ? { ...part, author: personFrom(part.author) } : part,
  )
  return { ...list, conversation_parts: parts }
}

function assigneeFrom(assignee: unknown): JsonObject {
  const { type, id } = isObject(assignee) ? assignee : {}
  return {
    admin_assignee_id: type === 'admin' ? numberOf(id) : null,
    team_assignee_id: type === 'team' ? numberOf(id) : null,
  }
}

/** 1.x had these ids as text, 2.x has them as numbers. */
function numberOf(id: unknown): unknown {
  return typeof id === 'string' && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : (id ?? null)
}

function ratingFrom(rating: unknown): unknown {
  if (!isObject(rating)) return rating
  const { customer, ...rest } = rating
  if (customer === undefined) return rating
  return { ...rest, contact: isObject(customer) ? externalIdFrom(customer) : customer }
}

function personFrom(author: unknown): unknown {
  if (!isObject(author)) return author
  return CONTACT_TYPES.has(author.type) ? externalIdFrom(author) : author
}

/** What 1.x called `user_id` is the `external_id` of 2.x. */
function externalIdFrom({ user_id: userId, ...person }: JsonObject): JsonObject {
  return userId === undefined ? person : { ...person, external_id: person.external_id ?? userId }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
