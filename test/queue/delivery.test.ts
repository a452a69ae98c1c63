import { expect, test } from 'vitest'
import { parseDelivery } from '../../src/queue/delivery.ts'

test('reads a delivery, and nothing beside what it names', () => {
  const data = { v: 1, w: 'default', jobs: ['a', 'b'], body: 'text' }
  expect(parseDelivery(data)).toEqual({ v: 1, w: 'default', jobs: ['a', 'b'] })
})

test.for([
  ['with a blank', 'a b'],
  ['that is empty', ''],
  ['that is a number', 1],
])('drops a job id %s, and keeps the ids beside it', ([, id]) => {
  const data = { v: 1, w: 'default', jobs: [id, 'a'] }
  expect(parseDelivery(data)).toEqual({ v: 1, w: 'default', jobs: ['a'] })
})

test.for([
  ['another version', { v: 2, w: 'default', jobs: ['a'] }],
  ['no version', { w: 'default', jobs: ['a'] }],
  ['an impossible workspace', { v: 1, w: 'De fault', jobs: ['a'] }],
  ['1,001 jobs', { v: 1, w: 'default', jobs: Array<string>(1_001).fill('a') }],
  ['no list', { v: 1, w: 'default', jobs: 'a' }],
  ['an inherited version', JSON.parse('{"__proto__":{"v":1},"w":"default","jobs":["a"]}')],
  ['null', null],
  ['text', 'a'],
])('takes %s for no delivery', ([, data]) => {
  expect(parseDelivery(data)).toBeUndefined()
})
