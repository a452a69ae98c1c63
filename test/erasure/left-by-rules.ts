import type { Members, Rule } from '../../src/conversation/rule.ts'
import {
  CONVERSATION,
  OTHER_PART,
  OTHER_SOURCE,
  QUOTING,
  REDACTED_PART,
  REDACTED_SOURCE,
} from '../../src/conversation/what-stays.ts'
import { plain, type Json, type JsonObject } from '../contract/read-samples.ts'
import { isObject } from '../conversation/expected-reply.ts'

/*
 * What the list of what stays leaves, worked out here a second time, without SQL.
 */

const TEAM = ['admin', 'bot', 'team', 'nobody_admin']
const PEOPLE = ['user', 'lead', 'contact', 'visitor']

/** Who is erased, and which attributes are kept of conversations and people. */
export interface Erased {
  readonly people: ReadonlySet<string>
  readonly kept: readonly string[]
}

export const NOBODY: Erased = { people: new Set(), kept: [] }

const isErased = (person: Json | undefined, { people }: Erased) =>
  isObject(person) && people.has(plain(person['id'])) && !TEAM.includes(plain(person['type']))

export function leftOf(members: Members, object: Json, erased: Erased): Json {
  if (!isObject(object)) return null
  const entries = Object.entries(object).flatMap(([name, value]): [string, Json][] => {
    const rule = Object.hasOwn(members, name) ? members[name] : undefined
    const gone = rule === undefined || rule.left === 'removed'
    if (gone || (rule.left === 'null_only' && value !== null)) return []
    return [[name, leftByRule(rule, value, erased)]]
  })
  return Object.fromEntries(entries)
}

function leftByRule(rule: Rule, value: Json, erased: Erased): Json {
  switch (rule.left) {
    case 'stays':
      return typeof value === 'object' ? null : value
    case 'null':
    case 'removed':
    case 'null_only':
      return null
    case 'empty':
      return ''
    case 'list':
      return []
    case 'object':
      return {}
    case 'kept':
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).filter(([name]) => erased.kept.includes(name)))
        : null
    case 'members':
      return leftOf(rule.members, value, erased)
    case 'each':
      if (value === null) return null
      return Array.isArray(value) ? value.map((one) => leftByRule(rule.each, one, erased)) : []
    case 'person':
      return leftOf(isErased(value, erased) ? rule.erased : rule.members, value, erased)
  }
}

/** Whether a contact who is erased wrote a message. */
export const isTheirs = (message: JsonObject, erased: Erased): boolean => {
  const { author } = message
  return isErased(author, erased) && PEOPLE.includes(plain((author as JsonObject)['type']))
}

export const redactedPartLeft = (part: JsonObject, erased: Erased) => ({
  ...(leftOf(REDACTED_PART, part, erased) as JsonObject),
})

export const otherPartLeft = (part: JsonObject, erased: Erased) => leftOf(OTHER_PART, part, erased)

export function sourceLeft(source: JsonObject, erased: Erased, redacted: boolean): Json {
  return leftOf(redacted ? REDACTED_SOURCE : OTHER_SOURCE, source, erased)
}

/** A conversation's own members; whether its title stays depends on its source. */
export function conversationLeft(data: JsonObject, erased: Erased, title: boolean): JsonObject {
  const left = leftOf(CONVERSATION, data, erased) as JsonObject
  return title ? left : { ...left, title: null }
}

/** Whether members other than the page of a first reply, which may be the source's, quote messages. */
function quotes(data: JsonObject): boolean {
  const { first_contact_reply: reply } = data
  return (
    ['conversation_message', 'last_message', 'translations'].some((name) => name in data) ||
    (isObject(reply) &&
      Object.entries(reply).some(
        ([name, value]) =>
          name !== 'url' &&
          (!['type', 'created_at'].includes(name) || (typeof value === 'object' && value !== null)),
      )) ||
    !(isObject(reply) || reply === null || reply === undefined)
  )
}

/**
 * The same after a single redaction of a part, or of the source.
 *
 * @param source if a contact wrote it, the page of the first reply is its own
 */
export function afterRedaction(data: JsonObject, source: JsonObject, isPart: boolean): JsonObject {
  const { author } = source
  const isContacts = isObject(author) && PEOPLE.includes(plain(author['type']))
  if (isPart && isContacts && !quotes(data)) return data
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, Json][] => {
      const rule = Object.hasOwn(QUOTING, name) ? QUOTING[name] : undefined
      if (rule === undefined) return [[name, value]]
      if (rule.left === 'removed') return []
      return [[name, value === null ? null : leftByRule(rule, value, NOBODY)]]
    }),
  )
}
