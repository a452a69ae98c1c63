import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conversationRows } from '../../src/conversation/conversation-rows.ts'
import { renderConversation } from '../../src/conversation/render-conversation.ts'
import type { JsonObject } from '../contract/read-samples.ts'
import { conversationArbitrary } from './conversation-arbitrary.ts'
import { afterImport, canonical, expectedReply } from './expected-reply.ts'

function rowsOf(conversation: JsonObject) {
  const taken = conversationRows(conversation)
  if (!taken.ok) throw new Error(taken.reason)
  return taken.rows
}

const withParts = (...parts: unknown[]) => ({
  id: '1',
  conversation_parts: { conversation_parts: parts },
})

describe('a value goes into a column', () => {
  it('when it is the body of a part and a text', () => {
    const [row] = rowsOf(withParts({ id: '2', body: 'hello', x: 1 }) as JsonObject).parts
    expect(row).toMatchObject({ id: '2', conversation_id: '1', position: 0, body: 'hello' })
    expect(row?.data).toEqual({ id: '2', x: 1 })
  })

  it.each([null, 1, false, ['hello'], { html: 'hello' }])('but not the body %j', (body) => {
    const [row] = rowsOf(withParts({ id: '2', body }) as JsonObject).parts
    expect(row).toMatchObject({ body: null, data: { id: '2', body } })
  })

  it('and an empty body stays empty, an absent one absent', () => {
    const { parts } = rowsOf(withParts({ id: '2', body: '' }, { id: '3' }) as JsonObject)
    expect(parts).toMatchObject([
      { body: '', data: { id: '2' } },
      { body: null, data: { id: '3' } },
    ])
    expect(parts[1]?.data).not.toHaveProperty('body')
  })

  it('when it is the source and an object', () => {
    const source = { id: 7, author: { type: 'lead', id: 8 } }
    expect(rowsOf({ id: 1, source }).conversation).toEqual({
      id: '1',
      data: { id: 1 },
      source,
      source_id: '7',
      source_author_type: 'lead',
      source_author_id: '8',
      quotes: false,
    })
  })

  it.each([null, 'text', 1, []])('but not the source %j', (source) => {
    const row = rowsOf({ id: '1', source }).conversation
    expect(row).toMatchObject({ data: { id: '1', source }, source: null, source_id: null })
  })

  it.each([undefined, null, '', ' ', 1.5, {}, 'x'.repeat(65), 'é'])(
    'but not the source id %j, which nobody can ask for',
    (id) => {
      const source = id === undefined ? {} : { id }
      expect(rowsOf({ id: '1', source }).conversation.source_id).toBeNull()
    },
  )

  it.each([null, 'user', [], { type: 5, id: {} }])('but nothing of the author %j', (author) => {
    const row = rowsOf({ id: '1', source: { id: '2', author } }).conversation
    expect(row).toMatchObject({ source_author_type: null, source_author_id: null })
  })
})

describe('a conversation that cannot be stored is refused', () => {
  it.each<[string, unknown, string]>([
    ['no id', {}, 'the conversation has no usable id'],
    ['an id of null', { id: null }, 'the conversation has no usable id'],
    ['an empty id', { id: '' }, 'the conversation has no usable id'],
    ['a blank id', { id: '  ' }, 'the conversation has no usable id'],
    ['an id of 65 characters', { id: 'x'.repeat(65) }, 'the conversation has no usable id'],
    ['an id of 1.5', { id: 1.5 }, 'the conversation has no usable id'],
    ['an id beyond ASCII', { id: 'é' }, 'the conversation has no usable id'],
    ['a part that is a text', withParts('secret'), 'a conversation part is not an object'],
    ['a part that is a list', withParts([]), 'a conversation part is not an object'],
    ['a part that is null', withParts(null), 'a conversation part is not an object'],
    ['a part without id', withParts({}), 'a conversation part has no usable id'],
    [
      'a part with a long id',
      withParts({ id: 'y'.repeat(65) }),
      'a conversation part has no usable id',
    ],
    [
      'the ids "1" and 1',
      withParts({ id: '1' }, { id: 1 }),
      'two conversation parts have the same id',
    ],
  ])('%s', (_, conversation, reason) => {
    expect(conversationRows(conversation as JsonObject)).toEqual({ ok: false, reason })
  })
})

describe('rows and rendering', () => {
  it('undo each other, whatever the conversation holds', () => {
    fc.assert(
      fc.property(conversationArbitrary(), (conversation) => {
        const before = canonical(conversation)
        const rows = rowsOf(conversation)
        const rendered = renderConversation({
          ...rows.conversation,
          parts: rows.parts,
          partCount: rows.parts.length,
          redactedAt: null,
        }) as JsonObject
        expect(canonical(rendered)).toBe(
          canonical(expectedReply(afterImport(undefined, conversation))),
        )
        expect(canonical(conversation)).toBe(before)
      }),
      { numRuns: 1000 },
    )
  })
})
