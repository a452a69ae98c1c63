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
import type { Json, JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { conversationArbitrary } from './conversation-arbitrary.ts'
import { canonical, isObject, listedParts } from './expected-reply.ts'

type Scrub = (object: Expression<unknown>, contactIds: Expression<unknown>) => Expression<unknown>

const IDS = ['1', 'ada']

async function scrub({ admin }: TestDatabase, by: Scrub, object: Json): Promise<Json> {
  const { rows } = await sql<{ left: Json }>`
    select ${by(sql.ref('g.object'), sql.ref('g.ids'))} as left
      from (values (nullif(${JSON.stringify(object)}::jsonb, 'null'), ${IDS}::text[])) g(object, ids)
    `.execute(admin)
  return rows[0]!.left
}

const LOOKS = new Map<Scrub, Scrub>([
  [scrubbedConversation, isUnscrubbedConversation],
  [scrubbedPart, isUnscrubbedPart],
  [scrubbedSource, isUnscrubbedSource],
])

const looksUnscrubbed = (database: TestDatabase, by: Scrub, object: Json) =>
  scrub(database, LOOKS.get(by)!, object)

const ada = { type: 'user', id: 'ada', name: 'Ada', email: 'a@example.com', avatar: { x: 1 } }
const adaLeft = { ...ada, name: null, email: null }

describe('of a part', () => {
  test.for<[string, JsonObject, JsonObject]>([
    [
      'the e-mail metadata',
      { email_message_metadata: { subject: 's' } },
      { email_message_metadata: null },
    ],
    ["the author's identity", { author: ada }, { author: adaLeft }],
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
    ['nothing of an author else', { author: { ...ada, id: 'x' } }, { author: { ...ada, id: 'x' } }],
    [
      'nothing of an admin',
      { author: { ...ada, type: 'admin' } },
      { author: { ...ada, type: 'admin' } },
    ],
    ['nothing of an odd author', { author: ['ada'], body: [] }, { author: ['ada'], body: [] }],
    ['nothing that it has not', {}, {}],
  ])('%s goes', async ([, before, after], { database }) => {
    expect(await scrub(database, scrubbedPart, before)).toEqual(after)
    expect(await looksUnscrubbed(database, scrubbedPart, before)).toBe(
      canonical(before) !== canonical(after),
    )
  })
})

describe('of a source', () => {
  test.for<[string, JsonObject | null, JsonObject | null]>([
    [
      'e-mail metadata, recipients and reply_to',
      { recipients: [1], reply_to: 'x', email_message_metadata: {}, body: 'b' },
      { recipients: null, reply_to: null, body: 'b' },
    ],
    ["the author's identity", { author: ada, url: 'u' }, { author: adaLeft, url: 'u' }],
    ['nothing where there is none', null, null],
  ])('%s goes', async ([, before, after], { database }) => {
    expect(await scrub(database, scrubbedSource, before)).toEqual(after)
    expect(await looksUnscrubbed(database, scrubbedSource, before)).toBe(
      canonical(before) !== canonical(after),
    )
  })
})

describe('of a conversation', () => {
  const list = (...contacts: Json[]) => ({ contacts: { type: 'contact.list', contacts } })

  test.for<[string, JsonObject, JsonObject]>([
    [
      'the identity in the list, in its order',
      list({ id: 'x', external_id: 'e' }, { id: 'ada', external_id: 'e' }, 'odd', null, [
        { id: 'ada' },
      ]),
      list({ id: 'x', external_id: 'e' }, { id: 'ada', external_id: null }, 'odd', null, [
        { id: 'ada' },
      ]),
    ],
    ['nothing of an empty list', list(), list()],
    [
      'a remark, and the identity of who rated',
      { conversation_rating: { remark: 'r', contact: { id: 'ada', external_id: 'e' } } },
      { conversation_rating: { remark: null, contact: { id: 'ada', external_id: null } } },
    ],
    [
      'a remark of somebody else',
      { conversation_rating: { remark: 'r', rating: 1, contact: { id: 'x', external_id: 'e' } } },
      { conversation_rating: { remark: null, rating: 1, contact: { id: 'x', external_id: 'e' } } },
    ],
    [
      'a remark on the AI agent',
      { ai_agent: { rating_remark: 'r', rating: 2 } },
      { ai_agent: { rating_remark: null, rating: 2 } },
    ],
    [
      'nothing of odd members',
      { contacts: 'x', conversation_rating: null, ai_agent: [], title: 't' },
      { contacts: 'x', conversation_rating: null, ai_agent: [], title: 't' },
    ],
  ])('%s goes', async ([, before, after], { database }) => {
    expect(await scrub(database, scrubbedConversation, before)).toEqual(after)
    expect(await looksUnscrubbed(database, scrubbedConversation, before)).toBe(
      canonical(before) !== canonical(after),
    )
  })
})

test('whatever a conversation holds, scrubbing it again changes nothing', async ({ database }) => {
  await fc.assert(
    fc.asyncProperty(conversationArbitrary(), async (conversation) => {
      const messages: [Scrub, Json][] = [
        [scrubbedConversation, conversation],
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
        const names = Object.keys(object as JsonObject)
        const left =
          by === scrubbedSource ? names.filter((name) => name !== 'email_message_metadata') : names
        expect(Object.keys(once as JsonObject).sort()).toEqual(left.sort())
      }
    }),
    { numRuns: 60 },
  )
})
