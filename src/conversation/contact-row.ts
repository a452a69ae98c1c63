import { CONTACT_TYPES } from '../request/contact-types.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { listedPeople } from './listed-people.ts'
import { mergesOf, type Merge } from './merges-of.ts'
import { personId } from './person-id.ts'

/** A person outside the team, as far as the objects name them. */
export interface ContactRow {
  readonly id: string
  readonly data: JsonObject
  /** Who was merged into whom, as a contact's own record tells it. */
  readonly merges?: readonly Merge[]
}

/** Every contact that a conversation names: who wrote in it, its `contacts` list, and who rated it. */
export function contactRows(conversation: JsonObject, parts: readonly JsonObject[]): ContactRow[] {
  const authors = [conversation.source, ...parts].flatMap((message) =>
    isObject(message) ? [message.author] : [],
  )
  const { conversation_rating: rating } = conversation
  const rater = isObject(rating) ? [rating.contact] : []
  const people = [...listedPeople(conversation), ...rater, ...authors.filter(isContact)]
  const rows = people.flatMap((person) => contactRow(person) ?? [])
  return [...mergedById(rows).values()]
}

/** One contact object, as a row; undefined when it has no usable id. */
export function contactRow(person: unknown): ContactRow | undefined {
  if (!isObject(person)) return undefined
  const id = personId(person)
  return id === undefined ? undefined : { id, data: withoutNulls(person) }
}

/** A contact's own record: what it tells of merges counts, too. */
export function contactRecord(record: JsonObject): ContactRow | undefined {
  const row = contactRow(record)
  const merges = row ? mergesOf(row.id, record) : []
  return row && merges.length > 0 ? { ...row, merges } : row
}

/** Rows by id, later ones adding to earlier ones: an upsert may not meet a row twice. */
export function mergedById(rows: Iterable<ContactRow>): Map<string, ContactRow> {
  const merged = new Map<string, ContactRow>()
  for (const { id, data } of rows) {
    const before = merged.get(id)
    merged.set(id, before ? { id, data: { ...before.data, ...data } } : { id, data })
  }
  return merged
}

/** Whether an author is somebody outside the team. */
export function isContact(author: unknown): boolean {
  return isObject(author) && CONTACT_TYPES.has(author.type)
}

/** An author object often has no name or e-mail; that must not forget what another one told. */
function withoutNulls(person: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(person).filter(([, value]) => value !== null))
}
