import { changeAuthor, changePeople } from './change-people.ts'
import { isObject, type JsonObject } from './json-object.ts'

/** Why an object that brings an id of ours is refused: it would hide a person from an erasure. */
export const OUR_ID = 'a person has a member unsaid_id, which only Unsaid gives'

/** Whether a person object has a member of the name that our own ids have. */
export function bearsOurId(person: unknown): boolean {
  return isObject(person) && Object.hasOwn(person, 'unsaid_id')
}

/** Whether somebody whom a conversation names does. */
export function namesOurId(conversation: JsonObject, parts: readonly JsonObject[]): boolean {
  let found = false
  const look = (person: unknown) => {
    found ||= bearsOurId(person)
    return person
  }
  changePeople(conversation, look)
  const { source } = conversation
  for (const message of [source, ...parts]) if (isObject(message)) changeAuthor(message, look)
  return found
}
