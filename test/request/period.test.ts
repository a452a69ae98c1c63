import { expect, test } from 'vitest'
import { parseSince, parseUntil } from '../../src/request/period.ts'

test('a day is meant from its first moment to its last', () => {
  expect(parseSince('2028-02-29')?.toISOString()).toBe('2028-02-29T00:00:00.000Z')
  expect(parseUntil('2028-02-29')?.toISOString()).toBe('2028-03-01T00:00:00.000Z')
  expect(parseUntil('2029-12-31')?.toISOString()).toBe('2030-01-01T00:00:00.000Z')
})

test('a time is meant as it is', () => {
  for (const parse of [parseSince, parseUntil]) {
    expect(parse('2030-01-31T12:00:00+02:00')?.toISOString()).toBe('2030-01-31T10:00:00.000Z')
  }
})

test.for([
  undefined,
  '',
  'yesterday',
  '2030-02-30',
  '2030-1-1',
  1_900_000_000,
  '2030-01-01T25:00Z',
])('%j is neither', (text) => {
  expect([parseSince(text), parseUntil(text)]).toEqual([undefined, undefined])
})
