import { describe, expect, it } from 'vitest'
import { fromLegacy, isLegacy } from '../../../src/conversation/shapes/legacy-conversation.ts'

const orla = { type: 'user', id: '5c', name: 'Orla', email: 'orla@example.org' }
const message = { type: 'conversation', id: '43', body: '<p>hi</p>', author: orla }
const base = { type: 'conversation', id: '1', created_at: 1 }
const listed = (...contacts: object[]) => ({ contacts: { type: 'contact.list', contacts } })
const NOBODY = listed()

const SOURCE = {
  ...{ type: 'conversation', id: '43', delivered_as: 'customer_initiated', subject: '' },
  ...{ body: '<p>hi</p>', author: orla, attachments: [], url: null, redacted: false },
}

describe('a conversation of API 1.x is read as one of 2.x', () => {
  it.each<[string, object, object]>([
    ['its message as the source', { conversation_message: message }, { source: SOURCE, ...NOBODY }],
    [
      'with all that the message has',
      {
        conversation_message: {
          ...message,
          ...{ subject: 'S', url: 'https://example.org', attachments: [{ name: 'a' }], odd: 1 },
        },
      },
      {
        source: {
          ...SOURCE,
          ...{ subject: 'S', url: 'https://example.org', attachments: [{ name: 'a' }], odd: 1 },
        },
        ...NOBODY,
      },
    ],
    [
      'a message of 1.0, without id',
      {
        conversation_message: { type: 'conversation_message', author: { type: 'admin', id: '25' } },
      },
      {
        source: {
          ...SOURCE,
          ...{ id: null, body: null, delivered_as: 'admin_initiated' },
          author: { type: 'admin', id: '25' },
        },
        ...NOBODY,
      },
    ],
    [
      'a message without an author',
      { conversation_message: { id: '43' } },
      {
        source: { ...SOURCE, body: null, delivered_as: 'automated', author: undefined },
        ...NOBODY,
      },
    ],
    [
      'its user and customers as contacts, once each',
      {
        user: { type: 'user', id: '5c', name: 'Orla' },
        customers: [orla, { type: 'lead', id: '6' }],
      },
      listed({ ...orla, type: 'contact' }, { type: 'contact', id: '6' }),
    ],
    [
      'a user_id as the external id',
      { user: { type: 'user', id: '5c', user_id: '25' }, customers: [] },
      listed({ type: 'contact', id: '5c', external_id: '25' }),
    ],
    [
      'people without id, each by itself',
      {
        customers: [
          { type: 'user', email: 'a@example.org' },
          { type: 'user', email: 'b@example.org' },
        ],
      },
      listed(
        { type: 'contact', email: 'a@example.org' },
        { type: 'contact', email: 'b@example.org' },
      ),
    ],
    [
      'an admin it is assigned to',
      { conversation_message: message, assignee: { type: 'admin', id: '25' } },
      { source: SOURCE, ...NOBODY, admin_assignee_id: 25, team_assignee_id: null },
    ],
    [
      'a team, or nobody',
      { conversation_message: message, assignee: { type: 'nobody_admin', id: null } },
      { source: SOURCE, ...NOBODY, admin_assignee_id: null, team_assignee_id: null },
    ],
    [
      'the first reply and the rating',
      {
        conversation_message: message,
        customer_first_reply: { created_at: 2, type: 'conversation', url: 'https://example.org' },
        conversation_rating: {
          rating: 5,
          remark: 'r',
          customer: { type: 'user', id: '5c', user_id: '25' },
        },
      },
      {
        source: SOURCE,
        ...NOBODY,
        first_contact_reply: { created_at: 2, type: 'conversation', url: 'https://example.org' },
        conversation_rating: {
          ...{ rating: 5, remark: 'r' },
          contact: { type: 'user', id: '5c', external_id: '25' },
        },
      },
    ],
    [
      'the authors of its parts',
      {
        conversation_message: message,
        conversation_parts: {
          ...{ type: 'conversation_part.list', total_count: 2 },
          conversation_parts: [
            { id: '2', body: 'a', author: { type: 'user', id: '5c', user_id: '25' } },
            { id: '3', body: 'b', author: { type: 'admin', id: '9', user_id: 'kept' } },
          ],
        },
      },
      {
        source: SOURCE,
        ...NOBODY,
        conversation_parts: {
          ...{ type: 'conversation_part.list', total_count: 2 },
          conversation_parts: [
            { id: '2', body: 'a', author: { type: 'user', id: '5c', external_id: '25' } },
            { id: '3', body: 'b', author: { type: 'admin', id: '9', user_id: 'kept' } },
          ],
        },
      },
    ],
    [
      'and members that nobody knows stay',
      {
        conversation_message: message,
        open: true,
        sent_at: 3,
        tags: { type: 'tag.list', tags: [] },
      },
      { source: SOURCE, ...NOBODY, open: true, sent_at: 3, tags: { type: 'tag.list', tags: [] } },
    ],
  ])('%s', (_, legacy, expected) => {
    const conversation = { ...base, ...legacy }
    expect(isLegacy(conversation)).toBe(true)
    expect(fromLegacy(conversation)).toEqual({ ...base, ...expected })
    expect(isLegacy(fromLegacy(conversation))).toBe(false)
  })
})

it.each<object>([
  { source: { body: 'a' } },
  { source: { body: 'a' }, assignee: { type: 'admin', id: '1' } },
  { source: null, title: 'a' },
  { conversation_message: null, user: null, customers: null, assignee: null },
])('%j is not of API 1.x', (members) => {
  expect(isLegacy({ ...base, ...members })).toBe(false)
})
