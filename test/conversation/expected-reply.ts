import { isOlder } from '../../src/conversation/is-older.ts'
import { plain, type Json, type JsonObject } from '../contract/read-samples.ts'

/*
 * What the store should answer, worked out from the design's words and without any of its code but
 * for how times are understood, which has tests of its own: a conversation is remembered as it was
 * imported, a part or source as it was imported or redacted.
 */

/** What is expected to be stored of one conversation. */
export interface Expected {
  readonly conversation: JsonObject
  readonly source: JsonObject | undefined
  readonly sourceRedactedAt: number | undefined
  readonly parts: readonly ExpectedPart[]
}

export interface ExpectedPart {
  readonly part: JsonObject
  readonly redactedAt: number | undefined
}

const DELETED = '<p><i>This message was deleted</i></p>'

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The conversation's own list of parts, if it has one. */
export function listedParts(conversation: JsonObject): JsonObject[] {
  const list = own(conversation, 'conversation_parts')
  const parts = isObject(list) ? own(list, 'conversation_parts') : undefined
  return Array.isArray(parts) ? (parts as JsonObject[]) : []
}

const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** @param before undefined when the conversation is not known yet */
export function afterImport(before: Expected | undefined, conversation: JsonObject): Expected {
  if (!before) return firstImport(conversation)
  const [newer, older] = [own(conversation, 'updated_at'), own(before.conversation, 'updated_at')]
  const stale = isOlder(newer, older)
  const parts = mergedParts(before.parts, listedParts(conversation), stale)
  return stale ? { ...before, parts } : { ...mergedConversation(before, conversation), parts }
}

function firstImport(conversation: JsonObject): Expected {
  const source = own(conversation, 'source')
  return {
    conversation,
    source: isObject(source) ? source : undefined,
    sourceRedactedAt: undefined,
    parts: listedParts(conversation).map((part) => ({ part, redactedAt: undefined })),
  }
}

/** A source once redacted is never shown as anything else, not even as absent. */
function mergedConversation(before: Expected, conversation: JsonObject): Omit<Expected, 'parts'> {
  const { source } = firstImport(conversation)
  if (before.sourceRedactedAt === undefined) {
    const isQuoted = before.parts.some((part) => part.redactedAt !== undefined)
    const shown = isQuoted ? unquoted(conversation, source) : conversation
    return { conversation: shown, source, sourceRedactedAt: undefined }
  }
  return {
    conversation: untitled(conversation),
    source: source ? redactedSource(source) : before.source,
    sourceRedactedAt: before.sourceRedactedAt,
  }
}

function mergedParts(
  known: readonly ExpectedPart[],
  listed: readonly JsonObject[],
  stale: boolean,
): ExpectedPart[] {
  const incoming = new Map(listed.map((part) => [plain(part['id']), part]))
  const kept = known.map((one) => {
    const part = incoming.get(plain(one.part['id']))
    if (!part || stale) return one
    const { redactedAt } = one
    return { part: redactedAt === undefined ? part : redactedPart(part, redactedAt), redactedAt }
  })
  const ids = new Set(known.map(({ part }) => plain(part['id'])))
  const unknown = listed.filter((part) => !ids.has(plain(part['id'])))
  return [...kept, ...unknown.map((part) => ({ part, redactedAt: undefined }))]
}

export function afterPartRedaction(before: Expected, id: string, at: number): Expected {
  const parts = before.parts.map((one) =>
    plain(one.part['id']) === id && one.redactedAt === undefined
      ? { part: redactedPart(one.part, at), redactedAt: at }
      : one,
  )
  return { ...before, conversation: unquoted(before.conversation, before.source), parts }
}

export function afterSourceRedaction(before: Expected, at: number): Expected {
  return {
    ...before,
    conversation: untitled(before.conversation),
    source: before.source && redactedSource(before.source),
    sourceRedactedAt: before.sourceRedactedAt ?? at,
  }
}

/**
 * Kept as they are; made null where they are present; anything else goes. Of people, tags and the
 * assignee only members stay that a person, a tag or a teammate may have.
 */
const PART_KEEPS = [
  ...['type', 'id', 'part_type', 'created_at', 'notified_at', 'author', 'assigned_to'],
  ...['external_id', 'state', 'tags', 'app_package_code'],
]
const PART_NULLS = ['email_message_metadata', 'metadata', 'event_details']
const SOURCE_KEEPS = ['type', 'id', 'delivered_as', 'author']
const SOURCE_NULLS = ['recipients', 'reply_to', 'url']

function redactedPart(part: JsonObject, at: number): JsonObject {
  const updated = own(part, 'updated_at')
  return {
    ...nested(left(part, PART_KEEPS, PART_NULLS)),
    body: DELETED,
    redacted: true,
    attachments: [],
    updated_at: typeof updated === 'number' ? Math.max(updated, at) : at,
  }
}

function redactedSource(source: JsonObject): JsonObject {
  return {
    ...nested(left(source, SOURCE_KEEPS, SOURCE_NULLS)),
    body: DELETED,
    subject: '',
    redacted: true,
    attachments: [],
  }
}

function left(object: JsonObject, keeps: string[], nulls: string[]): JsonObject {
  const kept = Object.entries(object)
    .filter(([name]) => keeps.includes(name))
    .map(([name, value]) => [name, isWord(name, value) ? value : null] as const)
  const nulled = Object.keys(object).filter((name) => nulls.includes(name))
  return Object.fromEntries([...kept, ...nulled.map((name) => [name, null] as const)])
}

/** What is published as a word or a number stays only as one; nested members are left by `nested`. */
const isWord = (name: string, value: Json) =>
  typeof value !== 'object' || ['author', 'assigned_to', 'tags'].includes(name)

const AUTHOR_KEEPS = ['type', 'id', 'name', 'email', 'external_id', 'from_ai_agent', 'is_ai_answer']

function nested(message: JsonObject): JsonObject {
  const changed: Record<string, Json> = {}
  const put = (name: string, leave: (value: Json) => Json) => {
    if (Object.hasOwn(message, name)) changed[name] = leave(message[name]!)
  }
  put('author', (author) => only(author, AUTHOR_KEEPS))
  put('assigned_to', (one) => only(one, ['type', 'id']))
  put('tags', (tags) => {
    if (!Array.isArray(tags)) return tags === null ? null : []
    return tags.map((tag) => only(tag, ['type', 'id', 'name']))
  })
  return { ...message, ...changed }
}

function only(value: Json, keeps: string[]): Json {
  return isObject(value) ? left(value, keeps, []) : null
}

/** The title quotes the subject; an absent one stays absent. Of a source, only the row is shown. */
function untitled(conversation: JsonObject): JsonObject {
  const shown = Object.entries(unquoted(conversation)).filter(([name]) => name !== 'source')
  return Object.fromEntries(shown.map(([name, value]) => [name, name === 'title' ? null : value]))
}

/**
 * Members that quote messages go with the first that is redacted. The page of a first reply that a
 * contact began the conversation with, and that is all, goes with the source.
 *
 * @param kept the source, if it is not what is redacted
 */
function unquoted(conversation: JsonObject, kept?: JsonObject): JsonObject {
  const quotes = ['conversation_message', 'last_message', 'translations']
  const rest = Object.fromEntries(
    Object.entries(conversation).filter(([name]) => !quotes.includes(name)),
  )
  const reply = own(rest, 'first_contact_reply')
  if (reply === undefined || reply === null) return rest
  const isAlone = Object.keys(rest).length === Object.keys(conversation).length
  const isOdd = ([name, value]: [string, Json]) =>
    !REPLY.includes(name) || (typeof value === 'object' && value !== null)
  const others = isObject(reply) ? Object.entries(reply).filter(isOdd) : ['']
  if (isAlone && others.length === 0 && isContacts(kept)) return rest
  const replyLeft = isObject(reply) ? left(reply, ['type', 'created_at'], ['url']) : null
  return { ...rest, first_contact_reply: replyLeft }
}

const REPLY = ['type', 'created_at', 'url']

function isContacts(source: JsonObject | undefined): boolean {
  const author = source && own(source, 'author')
  const type = isObject(author) ? own(author, 'type') : undefined
  return ['user', 'lead', 'contact', 'visitor'].some((one) => one === type)
}

const MOST_PARTS = 500

/** The conversation as GET should show it. */
export function expectedReply(expected: Expected): JsonObject {
  const { conversation, source, sourceRedactedAt, parts } = expected
  const redactions = [sourceRedactedAt, ...parts.map((part) => part.redactedAt)].filter(
    (at) => at !== undefined,
  )
  const updated = own(conversation, 'updated_at')
  const times = typeof updated === 'number' ? [updated, ...redactions] : redactions
  return {
    ...conversation,
    ...(source && { source }),
    ...(parts.length > 0 && { conversation_parts: shownList(conversation, parts) }),
    ...(redactions.length > 0 && { updated_at: Math.max(...times) }),
  }
}

function shownList(conversation: JsonObject, parts: readonly ExpectedPart[]): JsonObject {
  const imported = own(conversation, 'conversation_parts')
  const list = isObject(imported) ? imported : {}
  const total = own(list, 'total_count')
  return {
    ...list,
    conversation_parts: parts.slice(-MOST_PARTS).map(({ part }) => part),
    ...(typeof total === 'number' && { total_count: Math.max(total, parts.length) }),
  }
}

const PEOPLE = ['user', 'lead', 'contact', 'visitor']

/** Ids of the parts that may be redacted: those with a body. */
export function redactableParts({ parts }: Expected): string[] {
  return parts
    .filter(({ part }) => own(part, 'body') !== undefined)
    .filter(({ part }) => part['body'] !== null && part['body'] !== '')
    .map(({ part }) => plain(part['id']))
}

/** The source's id, if a contact wrote it and it can be asked for. */
export function redactableSource({ source }: Expected): string | undefined {
  const id = source && own(source, 'id')
  const author = source && own(source, 'author')
  const type = isObject(author) ? own(author, 'type') : undefined
  const byContact = typeof type === 'string' && PEOPLE.includes(type)
  const named = typeof id === 'number' ? Number.isSafeInteger(id) : typeof id === 'string'
  return byContact && named && /^(?=.*\S)[\x20-\x7e]{1,64}$/.test(plain(id)) ? plain(id) : undefined
}

/** JSON with sorted keys, so that own members called `__proto__` count and a difference is a line. */
export function canonical(value: Json | undefined): string {
  return JSON.stringify(value === undefined ? '(absent)' : sorted(value), null, 1)
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]))
}
