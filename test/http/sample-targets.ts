import { objectOf, partsOf, plain, sourceOf, type Sample } from '../contract/read-samples.ts'

/** A message of a sample, as a request names it. */
export interface SampleTarget {
  readonly request: Record<string, unknown>
  readonly eligible: boolean
}

const CONTACTS = new Set(['user', 'lead', 'contact', 'visitor'])

/** Every part and source of a sample that has an id. */
export function targetsOf({ id, conversation }: Sample): SampleTarget[] {
  const parts = partsOf(conversation).map((part) => ({
    request: {
      ...{ type: 'conversation_part', conversation_id: id },
      conversation_part_id: plain(part['id']),
    },
    eligible: part['body'] !== undefined && part['body'] !== null && part['body'] !== '',
  }))
  const source = sourceOf(conversation)
  const eligible = CONTACTS.has(plain(objectOf(source['author'])['type']))
  const sourceId = plain(source['id'])
  if (sourceId === '') return parts
  const request = { type: 'source', conversation_id: id, source_id: sourceId }
  return [...parts, { request, eligible }]
}
