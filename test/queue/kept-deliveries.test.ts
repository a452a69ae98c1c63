import { expect, test } from 'vitest'
import { createKeptDeliveries } from '../../src/queue/kept-deliveries.ts'

test('what a queue refused is tried again by itself, until it is taken', async () => {
  const tried: string[][] = []
  const added = new Promise<number>((resolve) => {
    const deliveries = createKeptDeliveries<string>(
      async (some) => {
        tried.push([...some])
        if (tried.length < 4) throw new Error('refused')
      },
      resolve,
      5,
    )
    void deliveries
      .add(['a'])
      .catch(() => deliveries.add(['b']))
      .catch(() => undefined)
  })

  expect(await added).toBe(2)
  expect(tried).toEqual([['a'], ['b'], ['a', 'b'], ['a', 'b']])
})
