import { expect, test } from 'vitest'
import { createLanes } from '../../src/gathering/lanes.ts'

test('as much runs at once as there are lanes, in the order of asking', async () => {
  const lanes = createLanes(2)
  const started: number[] = []
  const finish: (() => void)[] = []
  const runs = [0, 1, 2, 3].map((one) =>
    lanes.run(async () => {
      started.push(one)
      await new Promise<void>((resolve) => finish.push(resolve))
    }),
  )
  await turn()
  expect(started).toEqual([0, 1])
  finish[1]!()
  await runs[1]
  await turn()
  expect(started).toEqual([0, 1, 2])
  finish[0]!()
  await runs[0]
  await turn()
  expect(started).toEqual([0, 1, 2, 3])
  finish[2]!()
  finish[3]!()
  await Promise.all(runs)
})

test('work that fails leaves its lane to the next', async () => {
  const lanes = createLanes(1)
  const failed = lanes.run(() => Promise.reject(new Error('no')))
  const next = lanes.run(() => Promise.resolve('done'))
  await expect(failed).rejects.toThrow('no')
  await expect(next).resolves.toBe('done')
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
