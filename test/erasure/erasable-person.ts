import { randomUUID } from 'node:crypto'
import type { TestDatabase } from '../database-test.ts'
import { importWithPepper } from './pepper.ts'

/** Somebody who wrote, and all that may not be seen of them afterwards. */
export interface Person {
  readonly id: string
  readonly externalId: string
  readonly email: string
  readonly name: string
  readonly text: string
  readonly conversations: readonly string[]
}

/** Stores a person with conversations of a source and a part each, the part with one file. */
export async function storePerson(
  { db }: TestDatabase,
  { workspace = 'default', conversations = 2 } = {},
): Promise<Person> {
  const mark = randomUUID().replaceAll('-', '')
  const person = {
    ...{ id: `contact-${mark.slice(0, 12)}`, externalId: `crm-${mark}`, text: `text${mark}` },
    ...{ email: `ada.${mark}@example.com`, name: `Ada ${mark}` },
    conversations: Array.from(
      { length: conversations },
      (_, nth) => `c-${mark.slice(0, 12)}-${nth}`,
    ),
  }
  const records = person.conversations.map((id) => conversationOf(id, person))
  await importWithPepper(db, workspace, contactOf(person), ...records)
  return person
}

type Known = Omit<Person, 'conversations'>

function contactOf({ id, externalId, email, name }: Known) {
  return { type: 'contact', id, external_id: externalId, email, name, role: 'user' }
}

function conversationOf(id: string, { id: contact, email, name, text }: Known) {
  const author = { type: 'user', id: contact, name, email }
  const times = { created_at: 1_700_000_000, updated_at: 1_700_000_000 }
  const attachments = [{ type: 'upload', name: text, url: `https://files.example.com/${text}` }]
  const part = { type: 'conversation_part', id: `${id}-p`, part_type: 'comment', body: text }
  return {
    ...{ type: 'conversation', id, title: text, ...times },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: contact }] },
    source: { type: 'conversation', id: `${id}-s`, subject: text, body: text, author },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: [{ ...part, author, attachments, ...times }],
      total_count: 1,
    },
  }
}

/** What of a person must never be seen outside the tables of messages. */
export function marksOf({ externalId, email, name, text }: Person): readonly string[] {
  return [externalId, email, name, text]
}
