import { describe, expect, test } from 'vitest'
import { importLanes, type Load } from '../../src/conversation/import-lanes.ts'

const load = (bytes: number, ...ids: string[]): Load => ({ bytes, ids: new Set(ids) })

/** Work that ends when it is told to. */
function openWork() {
  let end = (): void => undefined
  let fail: (error: Error) => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  return { done, end, fail }
}

/** Whether a promise is settled once everything that could settle it has had its turn. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = () => void (settled = true)
  promise.then(note, note)
  await new Promise((resolve) => setImmediate(resolve))
  return settled
}

describe('a load waits for what is in flight', () => {
  test.for<[string, Load, Load]>([
    ['when it shares an id', load(1, 'a', 'b'), load(1, 'b', 'c')],
    ['when both are too much for the memory', load(6), load(5)],
    ['when it is too much by itself', load(1), load(11)],
  ])('%s', async ([, first, second]) => {
    const lanes = importLanes({ lanes: 2, bytes: 10 })
    const work = openWork()
    await lanes.ready(first)
    lanes.start(first, work.done)

    const ready = lanes.ready(second)
    expect(await isSettled(ready)).toBe(false)
    work.end()
    await ready
  })

  test('when every lane is taken', async () => {
    const lanes = importLanes({ lanes: 2, bytes: 10 })
    const [one, other] = [openWork(), openWork()]
    lanes.start(load(1, 'a'), one.done)
    await lanes.ready(load(1, 'b'))
    lanes.start(load(1, 'b'), other.done)

    const ready = lanes.ready(load(1, 'c'))
    expect(await isSettled(ready)).toBe(false)
    other.end()
    await ready
  })
})

test('two loads that share nothing are in flight at once', async () => {
  const lanes = importLanes({ lanes: 2, bytes: 10 })
  lanes.start(load(5, 'a'), openWork().done)
  expect(await isSettled(lanes.ready(load(5, 'b')))).toBe(true)
})

test('one load alone may be larger than what the lanes hold', async () => {
  const lanes = importLanes({ lanes: 2, bytes: 10 })
  expect(await isSettled(lanes.ready(load(99)))).toBe(true)
})

test('nothing is started after a failure, which is told when every lane has ended', async () => {
  const lanes = importLanes({ lanes: 3, bytes: 10 })
  const [failing, slow] = [openWork(), openWork()]
  lanes.start(load(1, 'a'), failing.done)
  lanes.start(load(1, 'b'), slow.done)
  failing.fail(new Error('the first'))
  expect(await isSettled(failing.done)).toBe(true)

  const ready = lanes.ready(load(1, 'c'))
  expect(await isSettled(ready)).toBe(false)
  slow.fail(new Error('the second'))
  await expect(ready).rejects.toThrow('the first')
  await expect(lanes.drain()).rejects.toThrow('the first')
})
