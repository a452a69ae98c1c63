import { isContact } from './contact-row.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { namesLeft } from './rule.ts'
import { FIRST_REPLY, QUOTING } from './what-stays.ts'

const QUOTES = namesLeft(QUOTING, 'removed')

/**
 * Whether members of a conversation's own quote its messages: then a redaction of a part has to
 * write the conversation, too. Few do. The page of a first reply that is the source goes with the
 * source, whose redaction writes the conversation anyway.
 */
export function quotesMessages(conversation: JsonObject): boolean {
  if (QUOTES.some((name) => Object.hasOwn(conversation, name))) return true
  const { first_contact_reply: reply } = conversation
  if (reply === undefined || reply === null) return false
  if (!isObject(reply)) return true
  const goes = Object.keys(reply).filter((name) => !stays(name, reply[name]))
  return goes.some((name) => name !== 'url' || !isOfContact(conversation.source))
}

/** Null is left null; what is published as a word stays only as one. */
function stays(name: string, value: unknown): boolean {
  return value === null || (REPLY_STAYS.has(name) && typeof value !== 'object')
}

const REPLY_STAYS: ReadonlySet<string> = new Set(namesLeft(FIRST_REPLY, 'stays'))

function isOfContact(source: unknown): boolean {
  return isObject(source) && isContact(source.author)
}
