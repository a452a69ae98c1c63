import { describe, expect, it } from 'vitest'
import { recogniseRecord } from '../../../src/conversation/shapes/recognise-record.ts'

const SECRET = 'xyzzy'
const person = { id: 7, name: SECRET, email: `${SECRET}@example.org` }

/** Small records with the members by which exports of other tools are known. */
const FOREIGN: Readonly<Record<string, readonly object[]>> = {
  Chatwoot: [
    { id: 1, inbox_id: 3, status: 'open', messages: [{ id: 9, content: SECRET, sender: person }] },
    { id: 1, inbox_id: 3, meta: { sender: person }, additional_attributes: {} },
    { id: 9, inbox_id: 3, message_type: 0, content: SECRET, conversation_id: 1 },
  ],
  Zendesk: [
    { id: 1, subject: SECRET, description: SECRET, requester_id: 7, comments: [{ body: SECRET }] },
    { id: 1, raw_subject: SECRET, requester_id: 7, submitter_id: 7, via: { channel: 'email' } },
    { ticket: { id: 1, subject: SECRET, requester_id: 7 } },
    { id: 5, type: 'Comment', author_id: 7, html_body: SECRET, plain_body: SECRET, audit_id: 1 },
    { id: 'x', type: 'chat', visitor: person, webpath: [], history: [{ msg: SECRET }] },
  ],
  Freshdesk: [
    { id: 1, subject: SECRET, requester_id: 7, responder_id: 8, description_text: SECRET },
    { id: 1, fr_escalated: false, spam: false, conversations: [{ body: SECRET }] },
  ],
  Freshchat: [{ conversation_id: 'a', messages: [{ message_parts: [{ text: SECRET }] }] }],
  'Help Scout': [
    { id: 1, type: 'email', mailboxId: 2, primaryCustomer: person, preview: SECRET },
    {
      id: 1,
      type: 'email',
      _embedded: { threads: [{ body: SECRET, source: { via: 'customer' } }] },
    },
    { id: 1, type: 'chat', source: { type: 'api', via: 'customer' }, mailbox: {}, threads: [] },
  ],
  Front: [
    { id: 'cnv_1', subject: SECRET, recipient: person, last_message: {}, status: 'archived' },
    { id: 'msg_1', type: 'email', is_inbound: true, recipients: [person], body: SECRET },
  ],
  Gorgias: [
    { id: 1, channel: 'email', messages: [{ from_agent: false, stripped_text: SECRET }] },
    { id: 1, assignee_user: {}, customer: person, subject: SECRET },
  ],
  Crisp: [{ session_id: 'session_1', website_id: 'x', meta: { nickname: SECRET } }],
  Drift: [{ id: 1, contactId: 7, inboxId: 2, status: 'open' }],
  HubSpot: [{ id: '1', properties: { hs_object_id: '1', content: SECRET } }],
  Salesforce: [{ attributes: { type: 'Case' }, Id: '500', Subject: SECRET }],
  Zoho: [{ id: '1', ticketNumber: '101', departmentId: '2', subject: SECRET }],
  LiveChat: [{ id: 'a', users: [person], thread: { events: [{ text: SECRET }] } }],
  'tawk.to': [{ id: 'a', type: 'chat', chatStartedOn: 'x', messages: [{ msg: SECRET }] }],
  Kustomer: [{ type: 'conversation', id: 'a', attributes: { name: SECRET }, relationships: {} }],
  Gladly: [{ id: 'a', customerId: 'b', conversationId: 'c', content: { content: SECRET } }],
  Slack: [{ type: 'message', user: 'U1', ts: '1.2', text: SECRET }],
}

describe('an export of another tool is refused by its name', () => {
  const all = Object.entries(FOREIGN).flatMap(([tool, records]) =>
    records.map((record): [string, object] => [tool, record]),
  )
  it.each(all)('%s: %j', (tool, record) => {
    const reason = `looks like an export of ${tool}, not of Intercom`
    expect(recogniseRecord({ ...record })).toEqual({ kind: 'refused', reason })
  })
})

describe('a contact that does not say its type is refused as one', () => {
  it.each<object>([
    { id: '5c', role: 'user', email: 'a@example.org', name: SECRET, phone: '+49' },
    { id: '5c', role: 'lead' },
    { id: '5c', role: 'contact', name: SECRET },
    { id: '5c', role: 'visitor', avatar: null },
    { id: '5c', type: null, role: 'user', email: null },
    { id: '5c', email: `${SECRET}@example.org` },
    { id: '5c', external_id: SECRET, name: SECRET },
    { id: '5c', user_id: '25', name: SECRET },
    { id: 5, email: 'a@example.org', custom_attributes: {}, created_at: 1 },
    { id: '5c', workspace_id: 'x', external_id: '1', email: 'a@example.org', tags: {} },
    { email: 'a@example.org', phone: '1' },
  ])('%j', (record) => {
    const reason = 'looks like a contact that does not say its type'
    expect(recogniseRecord({ ...record })).toEqual({ kind: 'refused', reason })
  })
})

describe('parts as a bare list are refused as such', () => {
  const conversation = { type: 'conversation', id: '1' }
  it.each<[string, object]>([
    ['one part', { ...conversation, conversation_parts: [{ id: '2', body: SECRET }] }],
    ['several', { ...conversation, conversation_parts: [{ id: '2' }, { id: '3', body: SECRET }] }],
    ['texts', { ...conversation, conversation_parts: [SECRET] }],
    ['a list in a list', { ...conversation, conversation_parts: [[{ id: '2', body: SECRET }]] }],
    ['null', { ...conversation, conversation_parts: [null] }],
    ['beside a source', { ...conversation, source: { body: '' }, conversation_parts: [{}] }],
    ['in API 1.x', { ...conversation, conversation_message: {}, conversation_parts: [{}] }],
    ['without a type', { id: '1', conversation_parts: [{ id: '2', body: SECRET }] }],
    ['a type of null', { type: null, id: '1', conversation_parts: [{ id: '2' }] }],
    ['with contacts', { ...conversation, contacts: { contacts: [] }, conversation_parts: [{}] }],
    ['and deleted', { ...conversation, deleted_at: 1, conversation_parts: [{ body: SECRET }] }],
  ])('%s', (_, record) => {
    const reason = 'its conversation_parts are a bare list, not an object that holds the list'
    expect(recogniseRecord({ ...record })).toEqual({ kind: 'refused', reason })
  })

  it('but an empty one is no parts', () => {
    const record = { ...conversation, conversation_parts: [] }
    expect(recogniseRecord(record)).toEqual({ kind: 'conversation', conversation: record })
  })
})

describe('a record that says only that something was deleted is a deletion', () => {
  it.each<object>([
    { type: 'conversation', id: '1', metrics_retained: true, deleted_at: 1734537745 },
    { type: 'conversation', id: '1', deleted_at: '2024-12-18T16:02:25Z' },
    { type: 'conversation', id: '1', deleted: true },
    { id: '1', object: 'conversation', deleted: true },
    { type: 'conversation', id: '1', deleted_at: 1, title: null, source: null },
    { type: 'conversation', id: '1', deleted_at: 1, workspace_id: 'a', retained: false },
    { type: 'contact', id: '1', external_id: '2', deleted: true },
    { type: 'contact', id: '1', deleted_at: 1734537745, email: null },
    { type: 'user', id: '1', deleted: true },
    { type: 'lead', id: '1', deleted_at: 1734537745 },
    { type: 'visitor', id: '1', deleted: true },
  ])('%j', (record) => {
    expect(recogniseRecord({ ...record })).toEqual({ kind: 'deletion' })
  })

  it.each<object>([
    { type: 'conversation', id: '1', deleted_at: null },
    { type: 'conversation', id: '1', deleted: false },
    { type: 'conversation', id: '1', deleted_at: 1, source: { body: SECRET } },
    {
      type: 'conversation',
      id: '1',
      deleted_at: 1,
      conversation_parts: { conversation_parts: [] },
    },
    { type: 'conversation', id: '1', deleted_at: 1, title: SECRET },
    { type: 'contact', id: '1', deleted_at: 1, email: `${SECRET}@example.org` },
  ])('but not %j, which still tells of it', (record) => {
    expect(recogniseRecord({ ...record }).kind).not.toBe('deletion')
  })
})

describe('what is nothing that can be imported is refused', () => {
  const nothing = 'is neither a conversation nor a contact'
  it.each<[object, string]>([
    [{ id: '1' }, nothing],
    [{ id: '1', body: SECRET }, nothing],
    [{ id: '1', title: SECRET, source: 'web' }, nothing],
    [{ type: 'company', id: '1', name: SECRET }, nothing],
    [{ type: 'ticket', id: '1' }, 'is a ticket of Intercom, which is no conversation'],
    [
      { type: 'conversation_part', id: '1', body: SECRET },
      'is a part by itself: it is imported within its conversation',
    ],
    [
      { type: 'notification_event', data: { item: { type: 'conversation' } } },
      'is a webhook of Intercom: import what is in its data.item',
    ],
    [{ conversations: [{ id: '1' }] }, 'looks like a list that does not say its type'],
    [{ users: [{ id: '1', email: SECRET }] }, 'looks like a list that does not say its type'],
  ])('%j', (record, reason) => {
    expect(recogniseRecord({ ...record })).toEqual({ kind: 'refused', reason })
  })
})

it.each<object>([
  { type: 'conversation', id: '1' },
  { type: 'conversation', id: '1', custom_attributes: { meta: 1, inbox_id: 2, messages: [] } },
  { id: '1', source: { author: {}, body: SECRET } },
  { id: '1', conversation_parts: { conversation_parts: [] } },
  // A workspace's own members are no reason to refuse what is in Intercom's shape.
  { type: 'conversation', id: '1', source: { body: '' }, requester_id: 1, subject: 'x' },
])('%j is a conversation, as it is', (record) => {
  expect(recogniseRecord({ ...record })).toEqual({ kind: 'conversation', conversation: record })
})

it('no reason quotes anything of a record', () => {
  const reasons = Object.values(FOREIGN)
    .flat()
    .map((record) => JSON.stringify(recogniseRecord({ ...record })))
  expect(reasons.filter((reason) => reason.includes(SECRET))).toEqual([])
})
