import { UNTIL } from './pepper.ts'

export const ADA = {
  type: 'user',
  id: 'ada',
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  external_id: 'crm-ada',
}
const BOB = { type: 'lead', id: 'bob', name: 'Bob', email: 'bob@example.com' }
const AGENT = { type: 'admin', id: 'ada', name: 'Agent', email: 'agent@example.com' }

const OLD = UNTIL - 1_000
export const SECRET = 'only Ada may say this'

export const message = (id: string, author: object, members: object = {}) => ({
  ...{ type: 'conversation_part', id, part_type: 'comment', created_at: OLD, updated_at: OLD },
  ...{ body: `<p>said by ${id}</p>`, author, attachments: [{ name: `${id}.png` }] },
  ...members,
})

const metadata = { subject: SECRET, history: SECRET }

/** A conversation as a backup from before the erasure holds it. */
export const oldExport = {
  type: 'conversation',
  id: 'c1',
  created_at: OLD,
  updated_at: OLD,
  title: SECRET,
  custom_attributes: { plan: 'gold' },
  source: {
    ...{ type: 'email', id: 's1', delivered_as: 'customer_initiated', author: ADA },
    ...{ subject: SECRET, body: SECRET, url: 'https://example.com', redacted: false },
    ...{ attachments: [], recipients: [{ email: ADA.email }], reply_to: [{ email: ADA.email }] },
    email_message_metadata: metadata,
  },
  contacts: {
    type: 'contact.list',
    contacts: [
      { type: 'contact', id: 'ada', external_id: 'crm-ada' },
      { type: 'contact', id: 'bob', external_id: 'crm-bob' },
    ],
  },
  conversation_rating: {
    ...{ rating: 5, remark: SECRET, created_at: OLD },
    contact: { type: 'contact', id: 'ada', external_id: 'crm-ada' },
    teammate: { type: 'admin', id: 'ada' },
  },
  ai_agent: { rating: 4, rating_remark: SECRET, source_type: 'workflow' },
  conversation_parts: {
    type: 'conversation_part.list',
    total_count: 5,
    conversation_parts: [
      message('by-ada', ADA, { body: SECRET, email_message_metadata: metadata, x: SECRET }),
      message('by-bob', BOB, { email_message_metadata: metadata }),
      message('by-agent', AGENT, { body: '  <p>Grüße,\n\tAgent 🧾</p> ', custom: { a: [1, 1.5] } }),
      message('event', ADA, { part_type: 'close', body: null, attachments: [] }),
      message('by-ada-later', ADA, { created_at: UNTIL + 1, body: 'back again' }),
    ],
  },
}

const nobody = { name: null, email: null, external_id: null }
const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

/** What is left of it where Ada was erased; `updated_at` of what was emptied is the import's time. */
export function afterErasure(importedAt: unknown) {
  const [, bob, agent, , later] = oldExport.conversation_parts.conversation_parts
  const ada = { ...ADA, ...nobody }
  return {
    ...oldExport,
    updated_at: importedAt,
    title: null,
    custom_attributes: {},
    source: {
      ...{ type: 'email', id: 's1', delivered_as: 'customer_initiated', author: ada },
      ...{ subject: '', body: PLACEHOLDER, url: null, redacted: true },
      ...{ attachments: [], recipients: null, reply_to: null },
    },
    contacts: {
      type: 'contact.list',
      contacts: [{ type: 'contact', id: 'ada', external_id: null }, oldExport.contacts.contacts[1]],
    },
    conversation_rating: {
      ...oldExport.conversation_rating,
      remark: null,
      contact: { type: 'contact', id: 'ada', external_id: null },
    },
    ai_agent: { ...oldExport.ai_agent, rating_remark: null },
    conversation_parts: {
      ...oldExport.conversation_parts,
      conversation_parts: [
        {
          ...{ type: 'conversation_part', id: 'by-ada', part_type: 'comment', created_at: OLD },
          ...{ updated_at: importedAt, body: PLACEHOLDER, author: ada, attachments: [] },
          ...{ redacted: true, email_message_metadata: null },
        },
        { ...bob, email_message_metadata: null },
        // What nobody knows of goes, though somebody else wrote it.
        message('by-agent', AGENT, { body: agent?.body }),
        message('event', ada, { part_type: 'close', body: null, attachments: [] }),
        later,
      ],
    },
  }
}
