import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createClosing } from '../src/closing.ts'

test('closes what was opened last first, one after the other', async () => {
  const closing = createClosing()
  const order: string[] = []
  for (const name of ['database', 'queue', 'server']) {
    closing.opened(name, async (one) => {
      order.push(`${one} closes`)
      await Promise.resolve()
      order.push(`${one} closed`)
    })
  }
  await closing.close()
  expect(order).toEqual(
    ['server', 'queue', 'database'].flatMap((name) => [`${name} closes`, `${name} closed`]),
  )
})

test('hands back what was opened', () => {
  const resource = {}
  expect(createClosing().opened(resource, () => undefined)).toBe(resource)
})

test.each([
  ['rejects', () => Promise.reject(new Error('stuck'))],
  [
    'throws',
    () => {
      throw new Error('stuck')
    },
  ],
])('a step that %s is reported, and does not keep the others from closing', async (_, stuck) => {
  const closing = createClosing()
  const closed: string[] = []
  closing.opened('first', (one) => closed.push(one))
  closing.opened('second', stuck)
  closing.opened('third', (one) => closed.push(one))

  const failure: unknown = await closing.close().catch((error: unknown) => error)
  expect(closed).toEqual(['third', 'first'])
  expect(failure).toBeInstanceOf(AggregateError)
  expect((failure as AggregateError).errors).toEqual([new Error('stuck')])
})

test('closes everything once, and whoever asks again waits for the same end', async () => {
  const closing = createClosing()
  let [finish, closed] = [() => {}, 0]
  const finished = new Promise<void>((resolve) => (finish = resolve))
  closing.opened('slow', () => finished.then(() => (closed += 1)))

  const ends: string[] = []
  const both = ['first', 'second'].map((name) => closing.close().then(() => ends.push(name)))
  await turn()
  expect(ends).toEqual([])
  finish()
  await Promise.all(both)
  expect(closed).toBe(1)
  await closing.close()
  expect(closed).toBe(1)
})
