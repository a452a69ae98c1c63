import { isObject, type JsonObject } from './json-object.ts'
import { storableId } from './storable-id.ts'

/** A person outside the team, as far as the objects name them. */
export interface ContactRow {
  readonly id: string
  readonly data: JsonObject
}

/** Every word Intercom's versions have used for a person outside the team. */
export const CONTACT_TYPES: ReadonlySet<unknown> = new Set(['user', 'lead', 'contact', 'visitor'])

/** Every contact that a conversation names: who wrote in it, and its `contacts` list. */
export function contactRows(conversation: JsonObject, parts: readonly JsonObject[]): ContactRow[] {
  const authors = [conversation.source, ...parts].flatMap((message) =>
    isObject(message) ? [message.author] : [],
  )
  const people = [...listOf(conversation.contacts), ...authors.filter(isContact)]
  const rows = people.flatMap((person) => contactRow(person) ?? [])
  return [...mergedById(rows).values()]
}

/** One contact object, as a row; undefined when it has no usable id. */
export function contactRow(person: unknown): ContactRow | undefined {
  if (!isObject(person)) return undefined
  const id = storableId(person.id)
  return id === undefined ? undefined : { id, data: withoutNulls(person) }
}

/** Rows by id, later ones adding to earlier ones: an upsert may not meet a row twice. */
export function mergedById(rows: Iterable<ContactRow>): Map<string, ContactRow> {
  const merged = new Map<string, ContactRow>()
  for (const { id, data } of rows) {
    merged.set(id, { id, data: { ...merged.get(id)?.data, ...data } })
  }
  return merged
}

function listOf(contacts: unknown): unknown[] {
  return isObject(contacts) && Array.isArray(contacts.contacts) ? contacts.contacts : []
}

function isContact(author: unknown): boolean {
  return isObject(author) && CONTACT_TYPES.has(author.type)
}

/** An author object often has no name or e-mail; that must not forget what another one told. */
function withoutNulls(person: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== null))
}
