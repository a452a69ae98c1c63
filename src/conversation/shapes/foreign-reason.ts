import { CONTACT_TYPES } from '../../request/contact-types.ts'
import { isObject, type JsonObject } from '../json-object.ts'
import { FOREIGN_SHAPES } from './foreign-shapes.ts'

/** Objects of Intercom's own that are no conversations, by their type. */
const OTHER_OBJECTS: ReadonlyMap<unknown, string> = new Map([
  ['ticket', 'is a ticket of Intercom, which is no conversation'],
  ['conversation_part', 'is a part by itself: it is imported within its conversation'],
  ['notification_event', 'is a webhook of Intercom: import what is in its data.item'],
])

/** What lists are called in the files of exports. */
const LISTS = ['conversations', 'tickets', 'contacts', 'users', 'data', 'results', 'records']

/**
 * What a record looks like that is neither of Intercom's conversations nor one of its contacts. It
 * quotes nothing of the record.
 *
 * @returns undefined when it looks like nothing that is known
 */
export function foreignReason(record: JsonObject): string | undefined {
  const other = OTHER_OBJECTS.get(record.type)
  if (other !== undefined) return other
  const shape = FOREIGN_SHAPES.find(({ signs }) => signs.some((sign) => isShown(record, sign)))
  if (shape) return `looks like an export of ${shape.tool}, not of Intercom`
  if (record.type !== undefined && record.type !== null) return undefined
  if (isContactLike(record)) return 'looks like a contact that does not say its type'
  return LISTS.some((name) => Array.isArray(record[name]))
    ? 'looks like a list that does not say its type'
    : undefined
}

/** Names with a dot lead into an object, or into the first of a list. */
function isShown(record: JsonObject, sign: readonly string[]): boolean {
  return sign.every((path) => valueAt(record, path.split('.')) !== undefined)
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  const object: unknown = Array.isArray(value) ? value[0] : value
  return isObject(object) && Object.hasOwn(object, name) ? valueAt(object[name], rest) : undefined
}

function isContactLike({ role, email, external_id: externalId, user_id: userId }: JsonObject) {
  if (CONTACT_TYPES.has(role)) return true
  return [email, externalId, userId].some((one) => typeof one === 'string')
}
