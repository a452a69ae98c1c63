import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPace } from '../../src/queue/create-pace.ts'

test('work is spread over turns, in the order it came', async () => {
  const paced = createPace(2)
  const done: string[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) paced(() => done.push(name))
  const seen: string[] = []
  for (let turns = 0; turns < 4; turns += 1) {
    seen.push(done.join(''))
    await turn()
  }
  expect(seen).toEqual(['', 'ab', 'abcd', 'abcde'])
})

test('what comes after a rest is worked on, too', async () => {
  const paced = createPace(2)
  const done: string[] = []
  paced(() => done.push('a'))
  await turn()
  await turn()
  paced(() => done.push('b'))
  await turn()
  expect(done).toEqual(['a', 'b'])
})
