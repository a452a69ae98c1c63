import { expect, test } from 'vitest'
import { conversationSchema } from './conversation-schema.ts'
import { outsideJudge } from './outside-judge.ts'
import {
  objectOf,
  partsOf,
  readSamples,
  sourceOf,
  type JsonObject,
  sampleConversation,
  sampleIdsNotIn216,
} from './read-samples.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

const samples = readSamples()
const expectedInvalid = sampleIdsNotIn216()
const sorted = (values: Iterable<string>) => [...values].sort()

/** A conversation as it would be in a reply: at most its 500 newest parts. */
function returned(conversation: JsonObject): JsonObject {
  const copy = structuredClone(conversation)
  const list = objectOf(copy['conversation_parts'])
  if (Array.isArray(list['conversation_parts'])) {
    list['conversation_parts'] = list['conversation_parts'].slice(-500)
  }
  return copy
}

/** The same with every message that has a body taken back. */
function redacted(conversation: JsonObject): JsonObject {
  const copy = returned(conversation)
  const redaction = { body: PLACEHOLDER, redacted: true, attachments: [] }
  for (const part of partsOf(copy)) if (part['body']) Object.assign(part, redaction)
  if (copy['source']) Object.assign(sourceOf(copy), redaction, { subject: '' })
  return Object.assign(copy, { title: null })
}

const valid = samples.filter(({ id }) => !expectedInvalid.includes(id))

function partsWith(change: JsonObject): JsonObject {
  const part = { id: '1', type: 'conversation_part', ...change }
  return { type: 'conversation_part.list', conversation_parts: [part], total_count: 1 }
}

test('accepts all but the listed samples', () => {
  const invalid = samples
    .filter(({ conversation }) => !conversationSchema.safeParse(returned(conversation)).success)
    .map(({ id }) => id)
  expect(sorted(invalid)).toEqual(expectedInvalid)
  expect(valid.length).toBeGreaterThanOrEqual(40)
})

test('accepts each of them once its messages are taken back', () => {
  const invalid = valid
    .filter(({ conversation }) => !conversationSchema.safeParse(redacted(conversation)).success)
    .map(({ id }) => id)
  expect(invalid).toEqual([])
})

test.each<[string, JsonObject]>([
  ['a number as id', { id: 1 }],
  ['an unknown priority', { priority: 'not_priority' }],
  ['an assignee that is null', { admin_assignee_id: null }],
  ['a source without text', { source: { body: null } }],
  ['a part whose body is a number', { conversation_parts: partsWith({ body: 7 }) }],
  ['fewer parts counted than given', { conversation_parts: { ...partsWith({}), total_count: 0 } }],
  ['a custom attribute that is true', { custom_attributes: { vip: true } }],
])('refuses %s', (_what, change) => {
  const pleasant = sampleConversation('1911149811')
  expect(conversationSchema.safeParse(pleasant).success).toBe(true)
  expect(conversationSchema.safeParse({ ...pleasant, ...change }).success).toBe(false)
})

const judge = outsideJudge()

test('is judged alike by a schema from outside', ({ skip }) => {
  if (!judge) return skip('UNSAID_CONTRACT_SCHEMA names no schema')
  const complaints = (value: JsonObject) => judge.conversation(value)
  const invalid = samples.filter(({ conversation }) => complaints(conversation).length > 0)
  expect(sorted(invalid.map(({ id }) => id))).toEqual(expectedInvalid)
  expect(valid.flatMap(({ conversation }) => complaints(redacted(conversation)))).toEqual([])
})
