import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { importRecords } from '../../src/conversation/import-records.ts'
import type { Db } from '../../src/database/connection.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'

/** The text that must not be seen again. */
export const SECRET = 'the card is 4111 1111 1111 1111'

/** A conversation with ids of its own: one part with a body, one without, and a contact's source. */
export function sampleConversation() {
  const [id, part, emptyPart, source] = [1, 2, 3, 4].map(() => randomUUID()) as [
    string,
    string,
    string,
    string,
  ]
  const author = { type: 'user', id: 'contact-1', name: 'Maren', email: 'maren@example.com' }
  const list = [
    { type: 'conversation_part', id: part, part_type: 'comment', body: SECRET, author },
    { type: 'conversation_part', id: emptyPart, part_type: 'close', body: null, author },
  ]
  const conversation = {
    type: 'conversation',
    id,
    created_at: 1767484800,
    updated_at: 1767485705,
    title: SECRET,
    source: { type: 'conversation', id: source, subject: SECRET, body: SECRET, author },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: list,
      total_count: list.length,
    },
  }
  return { id, part, emptyPart, source, json: JSON.stringify(conversation) }
}

/** Stores one, without a command of its own. */
export async function storeSample(db: Db) {
  const sample = sampleConversation()
  const records = readRecords(Readable.from([Buffer.from(sample.json)]))
  await importRecords(db, 'default', records, { onBad: () => undefined })
  return sample
}
