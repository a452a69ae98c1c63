import { isObject, type JsonObject } from './json-object.ts'

/** Gives what shall stand for a person: the same object where nothing changes. */
export type ChangePerson = (person: unknown) => unknown

/** A message with another author, the same object where nothing changes. */
export function changeAuthor<Message extends JsonObject>(
  message: Message,
  change: ChangePerson,
): Message {
  return changeMember(message, 'author', change)
}

/** The same of everybody whom a conversation names beside its messages: its list, and who rated. */
export function changePeople(conversation: JsonObject, change: ChangePerson): JsonObject {
  const listed = changeMember(conversation, 'contacts', (list) =>
    isObject(list)
      ? changeMember(list, 'contacts', (entries) => changeEach(entries, change))
      : changeEach(list, change),
  )
  return changeMember(listed, 'conversation_rating', (rating) =>
    isObject(rating) ? changeMember(rating, 'contact', change) : rating,
  )
}

function changeEach(entries: unknown, change: ChangePerson): unknown {
  if (!Array.isArray(entries)) return entries
  const changed = entries.map(change)
  return changed.some((one, at) => one !== entries[at]) ? changed : entries
}

function changeMember<Whole extends JsonObject>(
  object: Whole,
  member: string,
  change: ChangePerson,
): Whole {
  const before = object[member]
  if (before === undefined || before === null) return object
  const after = change(before)
  return after === before ? object : { ...object, [member]: after }
}
