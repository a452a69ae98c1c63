import type { JsonObject } from '../json-object.ts'

/** What a record that still tells of its object has at least one of. */
const TELLING = ['source', 'conversation_message', 'conversation_parts', 'contacts', 'title']
const TELLING_OF_PEOPLE = ['email', 'name', 'phone']

/**
 * Whether a record says no more than that its object was deleted, as the webhooks and the answers
 * of Intercom have it. It changes nothing here: what is stored is redacted or erased by its own job.
 */
export function isDeletion(record: JsonObject): boolean {
  const { deleted, deleted_at: deletedAt } = record
  if (deleted !== true && (deletedAt ?? null) === null) return false
  return ![...TELLING, ...TELLING_OF_PEOPLE].some((member) => (record[member] ?? null) !== null)
}
