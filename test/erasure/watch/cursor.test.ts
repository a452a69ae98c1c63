import { expect, test } from 'vitest'
import {
  cursorAt,
  isPassDue,
  movedOn,
  passedOn,
  readOn,
  waysOf,
} from '../../../src/erasure/watch/cursor.ts'

const at = (id: string) => ({ id, touched: null })

test('a look begins where the one before the last one ended, for rows that are committed late', () => {
  const first = cursorAt(at('10'))
  const second = movedOn(first, { last: at('20'), isFull: false })
  expect(readOn(second)).toEqual(at('10'))
  const third = movedOn(second, { last: at('25'), isFull: false })
  expect(readOn(third)).toEqual(at('20'))
  expect(readOn(movedOn(third, { last: null, isFull: false }))).toEqual(at('25'))
})

test('a look of several pages goes on behind each', () => {
  const page = movedOn(cursorAt(at('10')), { last: at('12'), isFull: true })
  expect(readOn(page)).toEqual(at('12'))
  const end = movedOn(page, { last: null, isFull: false })
  expect(readOn(end)).toEqual(at('10'))
  expect(readOn(movedOn(page, { last: at('13'), isFull: false }))).toEqual(at('10'))
})

test('a full pass goes from table to table, and ends', () => {
  const tables = ['people', 'guests']
  const begun = { table: 'people', after: null }
  const half = passedOn(begun, tables, { last: at('5'), isFull: true })
  expect(half).toEqual({ table: 'people', after: at('5') })
  const next = passedOn(begun, tables, { last: at('9'), isFull: false })
  expect(next).toEqual({ table: 'guests', after: null })
  expect(passedOn(next!, tables, { last: null, isFull: false })).toBeNull()
})

test.for([
  ['never', null, true],
  ['before the hour of today', '2030-01-02T02:59:59Z', true],
  ['after it', '2030-01-02T03:00:00Z', false],
  ['the day before', '2030-01-01T23:00:00Z', true],
] as const)('begun %s, a pass is due: %s %s', ([, begun, isDue]) => {
  const now = new Date('2030-01-02T12:00:00Z')
  expect(isPassDue(begun === null ? null : new Date(begun), now, 3)).toBe(isDue)
})

test('before the hour of today the one of yesterday counts', () => {
  const now = new Date('2030-01-02T02:00:00Z')
  expect(isPassDue(new Date('2030-01-01T03:00:00Z'), now, 3)).toBe(false)
  expect(isPassDue(new Date('2030-01-01T02:59:00Z'), now, 3)).toBe(true)
})

test('new rows are read by id where ids count up, and touched ones where a column tells', () => {
  const ways = (isCounted: boolean, isTouched: boolean) =>
    waysOf({ name: 'people', isCounted, isTouched })
  expect(ways(true, true)).toEqual(['id', 'touched'])
  expect(ways(false, true)).toEqual(['touched'])
  expect(ways(false, false)).toEqual([])
})
