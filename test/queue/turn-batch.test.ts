import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurnBatch } from '../../src/queue/turn-batch.ts'

test('what comes in one turn goes together, what comes later by itself', async () => {
  const sent: (readonly string[])[] = []
  const add = createTurnBatch<string>((items) => sent.push(items))
  add('a')
  add('b')
  expect(sent).toEqual([])
  await turn()
  add('c')
  await turn()
  await turn()
  expect(sent).toEqual([['a', 'b'], ['c']])
})
