import { expect, test } from 'vitest'
import { readReason } from '../../src/request/reason.ts'

test.for<[unknown, string | undefined]>([
  ['ticket-4711', 'ticket-4711'],
  ['Ticket-4711', 'ticket-4711'],
  [' GDPR.17\n', 'gdpr.17'],
  ['A'.repeat(64), 'a'.repeat(64)],
  ['a'.repeat(65), undefined],
  ['Ada asked', undefined],
  ['ticket#1', undefined],
  ['ÄRGER', undefined],
  // The long s and the Kelvin sign have ASCII counterparts of another case.
  ['\u212a', 'k'],
  ['\u017f', undefined],
  ['', undefined],
  [' ', undefined],
  [4711, undefined],
  [['a'], undefined],
  [null, undefined],
])('of %j the reason is %j', ([given, reason]) => {
  expect(readReason(given)).toBe(reason)
})
