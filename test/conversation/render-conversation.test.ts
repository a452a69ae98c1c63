import { describe, expect, it } from 'vitest'
import {
  renderConversation,
  type StoredConversation,
} from '../../src/conversation/render-conversation.ts'

const stored = (some: Partial<StoredConversation>): StoredConversation => ({
  data: { id: '1' },
  source: null,
  parts: [],
  partCount: 0,
  redactedAt: null,
  ...some,
})

const one = { data: { id: '2' }, body: 'hello' }

describe('the list of parts', () => {
  it.each<[string, unknown, unknown]>([
    ['absent', undefined, undefined],
    ['null', null, null],
    ['empty', { conversation_parts: [] }, { conversation_parts: [] }],
    ['counted', { total_count: 7 }, { total_count: 7 }],
  ])('without any part stays %s', (_, list, expected) => {
    const data = list === undefined ? {} : { conversation_parts: list }
    expect(renderConversation(stored({ data })).conversation_parts).toEqual(expected)
  })

  it.each([undefined, null, 'text', [{ id: '9' }]])('is made where the import has %j', (list) => {
    const data = list === undefined ? {} : { conversation_parts: list }
    const rendered = renderConversation(stored({ data, parts: [one], partCount: 1 }))
    expect(rendered.conversation_parts).toEqual({
      conversation_parts: [{ id: '2', body: 'hello' }],
    })
  })

  it.each([
    ['the imported count when it is higher', 9, 9],
    ['the number of stored parts when that is', 1, 3],
    ['what is no number as it is', 'many', 'many'],
    ['null as it is', null, null],
  ])('counts %s', (_, total, expected) => {
    const data = { conversation_parts: { total_count: total, type: 'conversation_part.list' } }
    const rendered = renderConversation(stored({ data, parts: [one], partCount: 3 }))
    expect(rendered.conversation_parts).toMatchObject({
      type: 'conversation_part.list',
      total_count: expected,
    })
  })

  it('gets no count where the import has none', () => {
    const data = { conversation_parts: { conversation_parts: [] } }
    const rendered = renderConversation(stored({ data, parts: [one], partCount: 3 }))
    expect(rendered.conversation_parts).not.toHaveProperty('total_count')
  })
})

describe('a body', () => {
  it.each([
    ['in the column', { data: { id: '2' }, body: '' }, { id: '2', body: '' }],
    ['in the jsonb', { data: { id: '2', body: 5 }, body: null }, { id: '2', body: 5 }],
    ['nowhere', { data: { id: '2' }, body: null }, { id: '2' }],
  ])('is shown from where it is: %s', (_, part, expected) => {
    const rendered = renderConversation(stored({ parts: [part], partCount: 1 }))
    expect(rendered.conversation_parts).toEqual({ conversation_parts: [expected] })
  })
})

describe('updated_at', () => {
  it.each([
    ['is the import’s when nothing was redacted', 5, null, 5],
    ['is the redaction’s when that is later', 5, 9, 9],
    ['is the import’s when that is later', 12, 9, 12],
    ['is the redaction’s where the import has none', undefined, 9, 9],
    ['is the redaction’s where the import has a text', '12', 9, 9],
    ['stays absent', undefined, null, undefined],
    ['stays a text', '12', null, '12'],
  ])('%s', (_, imported, redactedAt, expected) => {
    const data = imported === undefined ? {} : { updated_at: imported }
    expect(renderConversation(stored({ data, redactedAt })).updated_at).toEqual(expected)
  })
})

describe('the source', () => {
  it('comes from its column', () => {
    const rendered = renderConversation(stored({ source: { id: '3' } }))
    expect(rendered).toEqual({ id: '1', source: { id: '3' } })
  })

  it.each([null, 'text', []])('stays %j where the column has none', (source) => {
    expect(renderConversation(stored({ data: { source } }))).toEqual({ source })
  })
})
