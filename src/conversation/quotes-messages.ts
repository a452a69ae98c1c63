import { isObject, type JsonObject } from './json-object.ts'
import { namesLeft } from './rule.ts'
import { FIRST_REPLY_LEFT, QUOTING } from './what-stays.ts'

const QUOTES = namesLeft(QUOTING, 'removed')

/**
 * Whether members of a conversation's own quote its messages: then a redaction of a part has to
 * write the conversation, too. Few do. It says so whenever `withoutQuotes` would change something.
 */
export function quotesMessages(conversation: JsonObject): boolean {
  if (QUOTES.some((name) => Object.hasOwn(conversation, name))) return true
  const { first_contact_reply: reply } = conversation
  if (reply === undefined || reply === null) return false
  return !isObject(reply) || Object.keys(reply).some((name) => !REPLY.has(name))
}

const REPLY: ReadonlySet<string> = new Set(
  FIRST_REPLY_LEFT.left === 'members' ? namesLeft(FIRST_REPLY_LEFT.members, 'stays') : [],
)
