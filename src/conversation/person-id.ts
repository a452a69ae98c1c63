import { isObject, type JsonObject } from './json-object.ts'
import { storableId } from './storable-id.ts'

/** With this an id of ours begins; what follows is 32 hex digits of a keyed hash. */
export const NAMELESS = 'nameless-'

/** The id that a person is stored and found by: ours, where they came without one. */
export function personId(person: JsonObject): string | undefined {
  return typeof person.unsaid_id === 'string' ? person.unsaid_id : storableId(person.id)
}

/** A person as they are shown: the id that we gave them is nobody's business. */
export function withoutOurId(person: unknown): unknown {
  if (!isObject(person) || !Object.hasOwn(person, 'unsaid_id')) return person
  const { unsaid_id: _, ...rest } = person
  return rest
}
