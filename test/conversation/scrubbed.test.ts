import fc from 'fast-check'
import { sql, type Expression } from 'kysely'
import { describe, expect } from 'vitest'
import {
  isUnscrubbedConversation,
  isUnscrubbedPart,
  isUnscrubbedSource,
} from '../../src/conversation/is-unscrubbed.ts'
import {
  scrubbedConversation,
  scrubbedPart,
  scrubbedSource,
} from '../../src/conversation/scrubbed.ts'
import type { Whose } from '../../src/conversation/whose.ts'
import type { Json, JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { conversationArbitrary } from './conversation-arbitrary.ts'
import { canonical, isObject, listedParts } from './expected-reply.ts'

type Scrub = (object: Expression<unknown>, whose: Whose) => Expression<unknown>

const IDS = ['1', 'ada']
const KEEPS = ['custom_attributes.plan', 'contact.custom_attributes.tier', 'custom_attributes.a.b']

async function scrub({ admin }: TestDatabase, by: Scrub, object: Json): Promise<Json> {
  const whose = { people: sql.ref('g.ids'), keeps: sql.ref('g.keeps') }
  const { rows } = await sql<{ left: Json }>`
    select ${by(sql.ref('g.object'), whose)} as left
      from (values (nullif(${JSON.stringify(object)}::jsonb, 'null'), ${IDS}::text[],
        ${KEEPS}::text[])) g(object, ids, keeps)`.execute(admin)
  return rows[0]!.left
}

/** A conversation whose source somebody else wrote: its title stays. */
const OTHERS = sql`'{"author": {"type": "admin", "id": "ada"}}'::jsonb`
const scrubbedWithTitle: Scrub = (data, whose) => scrubbedConversation(data, OTHERS, whose)
const scrubbedWithoutSource: Scrub = (data, whose) =>
  scrubbedConversation(data, sql`null::jsonb`, whose)

const LOOKS = new Map<Scrub, Scrub>([
  [scrubbedWithTitle, (data, whose) => isUnscrubbedConversation(data, OTHERS, whose)],
  [scrubbedWithoutSource, (data, whose) => isUnscrubbedConversation(data, sql`null::jsonb`, whose)],
  [scrubbedPart, isUnscrubbedPart],
  [scrubbedSource, isUnscrubbedSource],
])

const looksUnscrubbed = (database: TestDatabase, by: Scrub, object: Json) =>
  scrub(database, LOOKS.get(by)!, object)

/** What is left of an object, which must be what the look expects, and stay so. */
async function expectLeft(
  database: TestDatabase,
  [by, before, after]: readonly [Scrub, Json, Json],
): Promise<void> {
  expect(await scrub(database, by, before)).toEqual(after)
  expect(await scrub(database, by, after)).toEqual(after)
  expect(await looksUnscrubbed(database, by, before)).toBe(canonical(before) !== canonical(after))
  expect(await looksUnscrubbed(database, by, after)).toBe(false)
}

const who = { type: 'user', id: 'ada', name: 'Ada', email: 'a@example.com' }
const ada = { ...who, phone: '555', location: { city: 'x' }, custom_attributes: { tier: 1, x: 2 } }
const whoLeft = { ...who, name: null, email: null }
const adaLeft = { ...who, name: null, email: null, custom_attributes: { tier: 1 } }

describe('of a part', () => {
  test.for<[string, JsonObject, JsonObject]>([
    [
      'e-mail metadata, metadata and event details',
      { email_message_metadata: { subject: 's' }, metadata: { a: 1 }, event_details: { b: 'c' } },
      { email_message_metadata: null, metadata: null, event_details: null },
    ],
    ['what nobody knows', { id: 'p', translations: { de: 'x' }, summary: 'x' }, { id: 'p' }],
    ["the author's identity", { author: ada }, { author: adaLeft }],
    [
      'their name where nothing else is',
      { author: who },
      { author: { ...who, name: null, email: null } },
    ],
    [
      'of an id that is a number, too',
      { author: { ...ada, id: 1 } },
      { author: { ...adaLeft, id: 1 } },
    ],
    [
      'of an author who bears an id of ours, too',
      { author: { ...ada, id: null, unsaid_id: 'ada' } },
      { author: { ...adaLeft, id: null, unsaid_id: 'ada' } },
    ],
    [
      'of an author without a type, too',
      { author: { id: 'ada', name: 'Ada' } },
      { author: { id: 'ada', name: null } },
    ],
    [
      'what nobody knows of an author who is somebody else',
      { author: { ...who, id: 'x', phone: '5' }, body: null },
      { author: { ...who, id: 'x' }, body: null },
    ],
    [
      'no name of an admin',
      { author: { ...who, type: 'admin' } },
      { author: { ...who, type: 'admin' } },
    ],
    ['an odd author', { author: ['ada'], body: [] }, { author: null, body: null }],
    [
      'an object or a list in the place of a word',
      { state: { note: 'x' }, part_type: ['x'], created_at: 1, author: { ...who, type: ['x'] } },
      { state: null, part_type: null, created_at: 1, author: { ...whoLeft, type: null } },
    ],
    [
      'such of an author alone',
      { id: 'p', author: { id: 'x', name: { first: 'x' } } },
      { id: 'p', author: { id: 'x', name: null } },
    ],
    [
      'what is nested in tags, files and the assignee',
      {
        tags: [{ type: 'tag', id: '1', name: 'vip', note: 'x' }, 'odd'],
        attachments: [{ type: 'upload', name: 'a.png', url: 'u', text: 'x' }],
        assigned_to: { type: 'admin', id: '5', name: 'Agent' },
      },
      {
        tags: [{ type: 'tag', id: '1', name: 'vip' }, null],
        attachments: [{ type: 'upload', name: 'a.png', url: 'u' }],
        assigned_to: { type: 'admin', id: '5' },
      },
    ],
    [
      'odd lists',
      { tags: 'x', attachments: { a: 1 }, assigned_to: 7 },
      {
        tags: [],
        attachments: [],
        assigned_to: null,
      },
    ],
    ['nothing that it has not', {}, {}],
  ])('%s: goes', async ([, before, after], { database }) => {
    await expectLeft(database, [scrubbedPart, before, after])
  })
})

describe('of a source', () => {
  test.for<[string, JsonObject | null, JsonObject | null]>([
    [
      'e-mail metadata, recipients, reply_to and url',
      { recipients: [1], reply_to: 'x', email_message_metadata: {}, body: 'b', url: 'u' },
      { recipients: null, reply_to: null, body: 'b', url: null },
    ],
    ["the author's identity", { author: ada, subject: 's' }, { author: adaLeft, subject: 's' }],
    [
      'what nobody knows',
      { id: 's', text: 'x', author: who },
      { id: 's', author: { ...who, name: null, email: null } },
    ],
    [
      'an object or a list in the place of a word',
      { id: 's', delivered_as: { note: 'x' }, subject: ['x'], author: { id: 'x' } },
      { id: 's', delivered_as: null, subject: null, author: { id: 'x' } },
    ],
    ['nothing where there is none', null, null],
  ])('%s: goes', async ([, before, after], { database }) => {
    await expectLeft(database, [scrubbedSource, before, after])
  })
})

describe('of a conversation', () => {
  const list = (...contacts: Json[]) => ({ contacts: { type: 'contact.list', contacts } })

  test.for<[string, JsonObject, JsonObject]>([
    [
      'the identity in the list, in its order',
      list({ id: 'x', external_id: 'e' }, { id: 'ada', external_id: 'e', phone: '5' }, 'odd', null),
      list({ id: 'x', external_id: 'e' }, { id: 'ada', external_id: null }, null, null),
    ],
    ['nothing of an empty list', list(), list()],
    [
      'a remark, and the identity of who rated',
      { conversation_rating: { remark: 'r', contact: { id: 'ada', external_id: 'e' }, text: 'x' } },
      { conversation_rating: { remark: null, contact: { id: 'ada', external_id: null } } },
    ],
    [
      'a remark of somebody else',
      { conversation_rating: { remark: 'r', rating: 1, contact: { id: 'x', external_id: 'e' } } },
      { conversation_rating: { remark: null, rating: 1, contact: { id: 'x', external_id: 'e' } } },
    ],
    [
      'what the AI agent was told, and answered with',
      {
        ai_agent: {
          ...{ rating_remark: 'r', rating: 2, source_title: 't', note: 'x' },
          content_sources: { type: 'l', total_count: 1, content_sources: [{ title: 'x' }] },
        },
      },
      {
        ai_agent: {
          ...{ rating_remark: null, rating: 2, source_title: null },
          content_sources: { type: 'l', total_count: 1, content_sources: [] },
        },
      },
    ],
    [
      'what a sales agent collected',
      { sales_agent: { outcome: 'qualified', collected_data: { name: 'Ada' } } },
      { sales_agent: { outcome: 'qualified', collected_data: null } },
    ],
    [
      'what quotes messages',
      {
        ...{ conversation_message: { body: 'x' }, last_message: 'x', translations: { de: 'x' } },
        first_contact_reply: { type: 'r', created_at: 1, url: 'u', body: 'x' },
      },
      { first_contact_reply: { type: 'r', created_at: 1, url: null } },
    ],
    [
      'every attribute that is not kept by name',
      { custom_attributes: { plan: 'pro', 'a.b': { c: 1 }, tier: 'x', card: '4111' } },
      { custom_attributes: { plan: 'pro', 'a.b': { c: 1 } } },
    ],
    [
      'what links to elsewhere, and what nobody knows',
      {
        linked_objects: { type: 'list', data: [{ type: 'ticket', id: '1', title: 'x' }] },
        ...{ user: { name: 'Ada' }, customers: [ada], company: { name: 'x' }, ticket: { a: 1 } },
        ...{ external_references: [{ type: 'crm', id: 'x' }], topics: { topics: [{ name: 'x' }] } },
      },
      {
        linked_objects: { type: 'list', data: [{ type: 'ticket', id: '1' }] },
        ...{ company: null, ticket: null, external_references: [], topics: {} },
      },
    ],
    [
      'an object or a list in the place of a word',
      { id: 'c', state: { note: 'x' }, ...list({ id: 'x', type: ['x'] }), title: ['t'] },
      { id: 'c', state: null, ...list({ id: 'x', type: null }), title: null },
    ],
    [
      'such of the list of contacts alone',
      { contacts: { type: { note: 'x' }, contacts: [] } },
      { contacts: { type: null, contacts: [] } },
    ],
    [
      'lists among reasons, which are ids',
      { scorecards: [{ evaluators: [{ result: { reason_ids: ['1', ['x'], { a: 1 }] } }] }] },
      { scorecards: [{ evaluators: [{ result: { reason_ids: ['1', null, null] } }] }] },
    ],
    [
      'odd members',
      { contacts: 'x', conversation_rating: null, ai_agent: [], title: 't' },
      { contacts: null, conversation_rating: null, ai_agent: null, title: 't' },
    ],
  ])('%s: goes', async ([, before, after], { database }) => {
    await expectLeft(database, [scrubbedWithTitle, before, after])
  })

  test('a title goes whose source is not known', async ({ database }) => {
    await expectLeft(database, [scrubbedWithoutSource, { title: 't' }, { title: null }])
  })
})

test('whatever a conversation holds, scrubbing it again changes nothing', async ({ database }) => {
  await fc.assert(
    fc.asyncProperty(conversationArbitrary(), async (conversation) => {
      const messages: [Scrub, Json][] = [
        [scrubbedWithTitle, conversation],
        [scrubbedWithoutSource, conversation],
        ...listedParts(conversation).map((part): [Scrub, Json] => [scrubbedPart, part]),
      ]
      const source = conversation['source']
      if (isObject(source)) messages.push([scrubbedSource, source])
      for (const [by, object] of messages) {
        const once = await scrub(database, by, object)
        expect(await looksUnscrubbed(database, by, object)).toBe(
          canonical(once) !== canonical(object),
        )
        expect(await looksUnscrubbed(database, by, once)).toBe(false)
        expect(canonical(await scrub(database, by, once))).toBe(canonical(once))
      }
    }),
    { numRuns: 60 },
  )
})
