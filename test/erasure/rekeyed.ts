import type { Json, JsonObject } from '../contract/read-samples.ts'
import { plain } from '../contract/read-samples.ts'
import { isObject } from '../conversation/expected-reply.ts'
import { randomBy } from './random-by.ts'

/*
 * The same people in an older export: it has other conversations of theirs, and names them by what
 * they were known by before, mostly without an id.
 */

/** Records of a contact in the order of their life: an address of theirs changes. */
export function contactRecords(id: string): JsonObject[] {
  const contact = { type: 'contact', id, external_id: `crm-${id}` }
  return [
    { ...contact, email: `${id}@former.example`, updated_at: 1 },
    { ...contact, email: `${id}@now.example`, updated_at: 2 },
  ]
}

/** What an export may know somebody by. */
const KEYS: readonly ((id: string) => JsonObject)[] = [
  (id) => ({ email: `${id}@former.example` }),
  (id) => ({ email: ` ${id.toUpperCase()}@Former.Example` }),
  (id) => ({ email: `${id}@now.example` }),
  (id) => ({ external_id: `crm-${id}` }),
  (id) => ({ id: `old-${id}`, email: `${id}@former.example` }),
  (id) => ({ id: '', external_id: `crm-${id}` }),
]

/** Nobody is known by an address that was made up. */
const UNKNOWN = { email: null, external_id: null }

const CONTACT_TYPES = ['user', 'lead', 'contact']
const PEOPLE = ['author', 'contact']

/** Whether an object is a contact of the generated conversations. */
function isContact(value: JsonObject, member: string): boolean {
  if (!PEOPLE.includes(member) || value['id'] === undefined) return false
  return CONTACT_TYPES.includes(plain(value['type'])) && /^u\d+$/.test(plain(value['id']))
}

/** A conversation without addresses of contacts, so that they are known by their ids alone. */
export function withoutAddresses(conversation: JsonObject): JsonObject {
  return eachContact(conversation, (contact) => ({ ...contact, ...UNKNOWN }))
}

/** The same conversation, as the older export has it. */
export function rekeyed(conversation: JsonObject, seed: number): JsonObject {
  const random = randomBy(seed)
  return eachContact(conversation, ({ id, ...contact }) => ({
    ...contact,
    ...UNKNOWN,
    ...random.one(KEYS)(plain(id)),
  }))
}

function eachContact(object: JsonObject, change: (contact: JsonObject) => JsonObject): JsonObject {
  const visit = (value: Json, member: string): Json => {
    if (Array.isArray(value)) return value.map((one) => visit(one, singular(member)))
    if (!isObject(value)) return value
    const visited = Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, visit(one, name)]),
    )
    return isContact(visited, member) ? change(visited) : visited
  }
  return visit(object, '') as JsonObject
}

function singular(member: string): string {
  return member === 'contacts' ? 'contact' : member
}
