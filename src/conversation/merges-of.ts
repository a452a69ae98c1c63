import { isObject, type JsonObject } from './json-object.ts'
import { storableId } from './storable-id.ts'

/** One contact became another: both are the same person. */
export interface Merge {
  readonly from: string
  readonly into: string
}

/**
 * What a contact's record tells of merges: `merge_history`, as Intercom's preview version lists it,
 * and `merged_from` or `merged_into`, as people write it down; each an id, an object with one, or a
 * list of them. Nobody is merged into themselves.
 */
export function mergesOf(id: string, record: JsonObject): readonly Merge[] {
  const from = [...idsIn(record.merge_history), ...idsIn(record.merged_from)]
  const into = idsIn(record.merged_into)
  return [
    ...from.map((one) => ({ from: one, into: id })),
    ...into.map((one) => ({ from: id, into: one })),
  ].filter((merge) => merge.from !== merge.into)
}

/** A merge as an event of its own, of Intercom's list of contact activities. */
export function mergeEvent(record: JsonObject): Merge | undefined {
  if (record.event_type !== 'contact.merged') return undefined
  const [from, into] = [storableId(record.merge_source_id), storableId(record.merge_target_id)]
  return from === undefined || into === undefined || from === into ? undefined : { from, into }
}

function idsIn(told: unknown): string[] {
  if (Array.isArray(told)) return told.flatMap(idsIn)
  if (isObject(told)) return idsIn(told.data ?? told.source_contact_id ?? told.id)
  const id = storableId(told)
  return id === undefined ? [] : [id]
}
