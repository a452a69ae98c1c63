import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sampleFiles } from '../../src/demo/sample-files.ts'
import {
  objectOf,
  objectsOf,
  partsOf,
  readSamples,
  sourceOf,
  type Json,
  type JsonObject,
  sampleConversation,
} from './read-samples.ts'
import { shapeOf } from './sample-facts.ts'

const FOLDER = new URL('../../src/demo/samples/', import.meta.url)

const index = JSON.parse(readFileSync(new URL('index.json', FOLDER), 'utf8')) as JsonObject
const samples = readSamples()
const conversations = samples.map(({ conversation }) => conversation)
const sources = conversations.map(sourceOf)
const parts = conversations.flatMap(partsOf)
const textOf = (file: URL) => readFileSync(file, 'utf8')
const sorted = (values: Iterable<string>) => [...values].sort()

function* valuesIn(value: Json): Generator<Json> {
  yield value
  if (typeof value !== 'object' || value === null) return
  for (const inner of Array.isArray(value) ? value : Object.values(value)) yield* valuesIn(inner)
}

describe('the files', () => {
  test('are those of the folder, sorted, each described in the index', () => {
    const names = sampleFiles().map((file) => file.pathname.split('/').at(-1))
    // Folders hold tables of other systems, not conversations.
    const inFolder = readdirSync(FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'index.json')
      .map(({ name }) => name)
    expect(names).toEqual(sorted(inFolder))
    expect(sorted(Object.keys(objectOf(index['files'])))).toEqual(sorted(inFolder))
  })

  test('hold a single conversation, an array, a page and lines', () => {
    const forms = new Set(
      sampleFiles().map((file) => {
        if (file.href.endsWith('.ndjson')) return 'lines'
        const value = JSON.parse(textOf(file)) as Json
        return Array.isArray(value) ? 'array' : objectOf(value)['type']
      }),
    )
    expect([...forms].sort()).toEqual(['array', 'conversation', 'conversation.list', 'lines'])
  })

  test('a page counts what it holds', () => {
    const page = JSON.parse(textOf(new URL('messenger.json', FOLDER))) as JsonObject
    expect(page['total_count']).toBe(objectsOf(page['conversations']).length)
    expect(page['pages']).toBeTypeOf('object')
  })

  test.each(sampleFiles().map((file) => [file.pathname.split('/').at(-1) ?? '', file] as const))(
    '%s holds no number that JavaScript changes, no lone surrogate and no NUL',
    (_name, file) => {
      const outsideStrings = textOf(file).replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
      const integers = outsideStrings.match(/(?<![\d.eE+-])-?\d+(?![\d.eE])/g) ?? []
      expect(integers.length).toBeGreaterThan(0)
      expect(integers.filter((digits) => String(Number(digits)) !== digits)).toEqual([])

      const strings = file.href.endsWith('.ndjson') ? conversations : JSON.parse(textOf(file))
      for (const value of valuesIn(strings as Json)) {
        if (typeof value === 'string') expect(/\p{Cs}|\0/u.test(value)).toBe(false)
      }
    },
  )

  test('name no machine and no mail domain but the reserved ones', () => {
    for (const file of sampleFiles()) {
      const domains = [...textOf(file).matchAll(/@([\w-]+(?:\.[\w-]+)+)/g)].map(([, name]) => name)
      const strangers = domains.filter(
        (name) => !/(?:^|\.)example\.(?:com|org|net)$/i.test(name ?? ''),
      )
      expect(strangers).toEqual([])
      expect(textOf(file)).not.toMatch(/\/(?:home|tmp|root|Users)\//)
    }
  })
})

describe('the conversations', () => {
  test('are at least forty', () => {
    expect(samples.length).toBeGreaterThanOrEqual(40)
  })

  test.each([
    ['conversation', conversations],
    ['source', sources],
    ['part', parts],
  ])('no two share the id of a %s', (_what, objects) => {
    const ids = objects
      .map(({ id }) => id)
      .filter((id) => id !== undefined && id !== null)
      .map(String)
    expect(ids.length).toBeGreaterThan(40)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect(ids.filter((id) => !/^[\x21-\x7e]{1,64}$/.test(id))).toEqual([])
  })

  test('every usual kind of part is there', () => {
    const kinds = new Set(parts.map(({ part_type: kind }) => kind))
    expect([...kinds]).toEqual(
      expect.arrayContaining([
        ...['comment', 'note', 'assignment', 'close', 'open', 'snoozed', 'unsnoozed'],
        ...['assign_and_reopen', 'note_and_reopen', 'timer_unsnooze', 'default_assignment'],
        ...['away_mode_assignment', 'participant_added', 'participant_removed', 'quick_reply'],
        ...['custom_action_started', 'custom_action_finished', 'operator_workflow_event'],
        'conversation_attribute_updated_by_admin',
        'conversation_attribute_updated_by_user',
        'conversation_attribute_updated_by_workflow',
        ...['conversation_rating_changed', 'conversation_rating_remark_added'],
        ...['merged_primary_conversation', 'merged_secondary_conversation'],
        ...['ticket_state_updated_by_admin', 'future_part_type'],
      ]),
    )
  })

  test.each([
    ['snoozed'],
    ['assign_and_reopen'],
    ['conversation_attribute_updated_by_admin'],
    ['custom_action_started'],
    ['custom_action_finished'],
    ['quick_reply'],
    ['merged_primary_conversation'],
    ['open'],
  ])('a part of kind %s has no body', (kind) => {
    expect(parts.some((part) => part['part_type'] === kind && part['body'] === null)).toBe(true)
  })

  test.each([
    ['sources', sources],
    ['parts', parts],
  ])('authors of every type write %s', (_what, messages) => {
    const types = new Set(messages.map((message) => objectOf(message['author'])['type']))
    expect([...types]).toEqual(
      expect.arrayContaining(['user', 'lead', 'contact', 'visitor', 'admin', 'bot', 'team']),
    )
  })

  test('all priorities, states and shapes of event details occur', () => {
    const priorities = new Set(conversations.map(({ priority }) => priority))
    const states = new Set(conversations.map(({ state }) => state))
    const shapes = new Set(
      parts
        .filter((part) => part['event_details'])
        .map((part) => shapeOf(objectOf(part['event_details']))),
    )
    const levels = ['none', 'low', 'medium', 'high', 'urgent']
    expect([...priorities]).toEqual(expect.arrayContaining(levels))
    expect([...states]).toEqual(expect.arrayContaining(['open', 'closed', 'snoozed']))
    expect(sorted(shapes)).toEqual([
      'action(name)',
      'action(name,result)',
      'attribute(name) value(name,previous)',
      'workflow(name) attribute(name) value(name)',
      'workflow(name) event(type,result)',
    ])
  })

  test('unknown members hold every kind of value', () => {
    const odd = objectOf(sampleConversation('36000000001')['x_conversation'])
    expect(Object.values(odd)).toEqual(
      expect.arrayContaining([1.5, -3, 1e21, true, false, null, {}, []]),
    )
    expect(objectOf(odd['nested'])['list']).toEqual([1, [2, [3]], {}])
  })

  test('survive a round trip through JSON', () => {
    expect(JSON.parse(JSON.stringify(conversations))).toStrictEqual(conversations)
  })
})
