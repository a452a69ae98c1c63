import { expect, test } from 'vitest'
import { oneMonthAfter, parseDueDate } from '../../src/request/due-date.ts'

test.each([
  ['2030-01-31', '2030-01-31T23:59:59.000Z'],
  ['2028-02-29', '2028-02-29T23:59:59.000Z'],
  ['2030-01-31T12:00:00Z', '2030-01-31T12:00:00.000Z'],
  ['2030-01-31T12:00+02:00', '2030-01-31T10:00:00.000Z'],
])('%s is due at %s', (text, due) => {
  expect(parseDueDate(text)?.toISOString()).toBe(due)
})

test.each([
  ...['', '2030', '2030-02-30', '2030-13-01', '2029-02-29', '2030-01-31T25:00:00Z', 'tomorrow'],
  ...['2030-01-31T12:00:00', ' 2030-01-31', '31.01.2030', 1_900_000_000, null, undefined],
])('%j is no date', (text) => {
  expect(parseDueDate(text)).toBeUndefined()
})

test.each([
  ['2030-01-15T10:00:00.000Z', '2030-02-15T10:00:00.000Z'],
  ['2030-01-31T10:00:00.000Z', '2030-02-28T10:00:00.000Z'],
  ['2028-01-31T10:00:00.000Z', '2028-02-29T10:00:00.000Z'],
  ['2030-12-31T10:00:00.000Z', '2031-01-31T10:00:00.000Z'],
])('a month after %s is %s', (time, due) => {
  expect(oneMonthAfter(new Date(time)).toISOString()).toBe(due)
})
