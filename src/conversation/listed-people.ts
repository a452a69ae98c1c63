import { isObject, type JsonObject } from './json-object.ts'

/** Who takes part, as a conversation lists them: in an object, or, in 2.0 and 2.1, in a bare list. */
export function listedPeople({ contacts }: JsonObject): readonly unknown[] {
  const list = isObject(contacts) ? contacts.contacts : contacts
  return Array.isArray(list) ? list : []
}
