import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../src/items/decode-json.ts'
import { parseItem } from '../../src/items/parse-item.ts'
import { readJsonItems } from '../../src/items/read-json-items.ts'
import { outline } from './in-chunks.ts'

const part = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }
const MISSING = 'conversation_part_or_message_not_found Conversation part or message not found'

describe('an item is a request', () => {
  it('for a part, with its line and external id', () => {
    expect(parseItem(7, { ...part, external_id: 'ticket 9' })).toEqual({
      line: 7,
      request: { type: 'conversation_part', conversationId: '1', conversationPartId: '2' },
      externalId: 'ticket 9',
      problems: [],
    })
  })

  it('for a source', () => {
    const source = { type: 'source', conversation_id: 1, source_id: 3 }
    expect(outline(parseItem(1, source))).toBe('1 source 1 3 -')
  })

  it.each([
    ['absent', undefined, null],
    ['null', null, null],
    ['an integer', 12, '12'],
    ['of 128 characters outside the basic plane', '😀'.repeat(128), '😀'.repeat(128)],
    ['that looks like a formula', '=1+1', '=1+1'],
  ])('with an external id that is %s', (_, given, kept) => {
    const item = parseItem(1, { ...part, external_id: given })
    expect(item.problems).toEqual([])
    expect(item.externalId).toBe(kept)
  })
})

describe('an item is broken', () => {
  it.each([
    ['an empty external id', ''],
    ['a too long one', 'x'.repeat(129)],
    ['a line end in it', 'a\nb'],
    ['a Unicode line end in it', 'a\u2028b'],
    ['a NUL in it', 'a\0b'],
    ['a lone surrogate in it', '\ud800'],
    ['a fraction for one', 1.5],
    ['an object for one', {}],
    ['a list for one', ['a']],
  ])('by %s', (_, given) => {
    const item = parseItem(1, { ...part, external_id: given })
    expect(outline(item)).toBe('1 parameter_invalid external_id -')
  })

  it.each([[null], [undefined], ['text'], [1], [[part]]])('when it is no object: %j', (value) => {
    expect(outline(parseItem(3, value))).toBe(
      '3 parameter_invalid The item must be a JSON object -',
    )
  })

  it('with every problem named, its external id kept', () => {
    expect(outline(parseItem(1, { external_id: 'mine' }))).toBe(
      '1 parameter_not_found type; parameter_not_found conversation_id mine',
    )
    expect(outline(parseItem(1, { ...part, type: 'note', external_id: '' }))).toBe(
      '1 type_mismatch type; parameter_invalid external_id -',
    )
  })

  it.each(['é', '\0', '\x7f', 'x'.repeat(65)])('by an id no message can bear: %j', (id) => {
    const item = parseItem(1, { ...part, conversation_part_id: id, external_id: 'mine' })
    expect(outline(item)).toBe(`1 ${MISSING} mine`)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['an address for a part', { conversation_part_id: 'ada@example.org' }, 'conversation_part_id'],
    ['an address for a conversation', { conversation_id: 'ada@example.org' }, 'conversation_id'],
    ['a name', { conversation_id: 'Ada Lovelace' }, 'conversation_id'],
    ['a sentence', { conversation_part_id: 'My card is 5555' }, 'conversation_part_id'],
    ['a blank before', { conversation_id: ' 1' }, 'conversation_id'],
    ['a blank after', { conversation_part_id: '2 ' }, 'conversation_part_id'],
    ['a tab', { conversation_id: '1\t2' }, 'conversation_id'],
    ['a line end', { conversation_id: '1\n' }, 'conversation_id'],
    ['a no-break space', { conversation_id: '1\u00a02' }, 'conversation_id'],
    ['a mention', { conversation_part_id: '@ada' }, 'conversation_part_id'],
    ['blanks only', { conversation_id: '  ' }, 'conversation_id'],
    ['an address for the id of the other kind', { source_id: 'ada@example.org' }, 'source_id'],
    ['an address, and no type', { type: null, source_id: 'ada@example.org' }, 'source_id'],
  ])('by %s in place of an id, and nothing of it is kept', (_, members, field) => {
    const item = parseItem(4, { ...part, external_id: 'Ada', ...members })
    expect(outline(item)).toBe(`4 parameter_invalid ${field} -`)
    expect(JSON.stringify(item)).not.toMatch(/ada|lovelace|card|example/i)
  })

  it('and its problems never quote it', () => {
    const secret = { type: 'a secret', conversation_id: ['a secret'], external_id: '\na secret' }
    expect(JSON.stringify(parseItem(1, secret).problems)).not.toContain('secret')
  })
})

describe('decoded JSON', () => {
  it('keeps every digit of an integer', () => {
    const text = '{"a":12345678901234567890,"b":"12345678901234567890","c":12}'
    const expected = { a: '12345678901234567890', b: '12345678901234567890', c: 12 }
    expect(decodeJson(text)).toEqual(expected)
  })

  it('is nested 8 levels deep at most', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(decodeJson(nested(8))).toBeDefined()
    expect(decodeJson(nested(9))).toBeUndefined()
    expect(decodeJson(nested(100_000))).toBeUndefined()
  })

  it.each(['', '{', 'undefined', '{"a":1}{"a":1}', '{"a":"\0"}'])('is JSON, unlike %j', (text) => {
    expect(decodeJson(text)).toBeUndefined()
  })
})

it('a JSON list counts its items from 1', () => {
  expect(readJsonItems([part, null, { ...part, external_id: 5 }]).map(outline)).toEqual([
    '1 conversation_part 1 2 -',
    '2 parameter_invalid The item must be a JSON object -',
    '3 conversation_part 1 2 5',
  ])
  expect(readJsonItems([])).toEqual([])
})
