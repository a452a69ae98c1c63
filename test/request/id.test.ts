import { describe, expect, it } from 'vitest'
import { idText, isMessageId, isPossibleId } from '../../src/request/id.ts'
import { isWorkspaceId } from '../../src/request/workspace-id.ts'

describe('an id that somebody can bear', () => {
  it.each(['1', 'a', ' 1', '1 ', 'a b', '~', '0'.repeat(64), '"}{', '__proto__'])('%j', (id) => {
    expect(isPossibleId(id)).toBe(true)
  })
})

describe('an id that nobody can bear', () => {
  it.each([
    ...['', ' ', ' '.repeat(64), '\t', '1\n', '\n1', 'a\0', '\x7f', '\x1f', '0'.repeat(65)],
    ...['é', '１', '🧾', '\ud83d', '\u200b', '1\u2028'],
  ])('%j', (id) => {
    expect(isPossibleId(id)).toBe(false)
  })
})

describe('an id that a message can bear', () => {
  it.each(['1', 'a', '~', '0'.repeat(64), '"}{', '__proto__', '-7', 'a.b:c/d+e=', '<x>'])(
    '%j',
    (id) => {
      expect(isMessageId(id)).toBe(true)
    },
  )

  it.each([
    ...[
      ' 1',
      '1 ',
      'a b',
      'Ada Lovelace',
      'ada@example.org',
      '@',
      '1@',
      '<a@b>',
      'a\u00a0b',
      '1\t',
    ],
    ...['', ' ', '1\n', 'é', '0'.repeat(65)],
  ])('but not %j', (id) => {
    expect(isMessageId(id)).toBe(false)
  })
})

describe('an id as text', () => {
  it.each([
    ['a string as it is', ' 1 ', ' 1 '],
    ['an empty string', '', ''],
    ['an integer', 42, '42'],
    ['zero', 0, '0'],
    ['minus zero', -0, '0'],
    ['a negative integer', -7, '-7'],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['an integer spelled with a fraction', 2.0, '2'],
  ])('%s', (_, value, text) => {
    expect(idText(value)).toBe(text)
  })

  it.each([
    ...[1.5, NaN, Infinity, 2 ** 53, 12345678901234567890, 1e21],
    ...[null, undefined, true, {}, [], ['1'], { id: '1' }, 1n],
  ])('none of %s', (value) => {
    expect(idText(value)).toBeUndefined()
  })
})

describe('a workspace is named by a slug', () => {
  it.each(['default', '0', 'a-', 'a--b', 'acme-eu-1', 'x'.repeat(32)])('%s', (id) => {
    expect(isWorkspaceId(id)).toBe(true)
  })

  it.each(['', '-a', 'A', 'a_b', 'a b', 'a.b', 'a\n', '\na', 'é', 'x'.repeat(33), '"', "'"])(
    'but not %j',
    (id) => {
      expect(isWorkspaceId(id)).toBe(false)
    },
  )
})
