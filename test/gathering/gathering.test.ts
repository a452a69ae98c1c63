import { expect, test } from 'vitest'
import {
  createGathering,
  type Asked,
  type GatheringOptions,
} from '../../src/gathering/gathering.ts'
import { createLanes } from '../../src/gathering/lanes.ts'

interface Group {
  readonly key: string
  readonly items: readonly number[]
  readonly asked: readonly Asked<number, string>[]
  end(error?: Error): void
}

/** A gathering whose groups run until the test ends them. */
function open(options: Partial<GatheringOptions<number, string>> = {}) {
  const groups: Group[] = []
  const gathering = createGathering<number, string>({
    lanes: createLanes(1),
    most: 100,
    run: (key, asked) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error ? reject(error) : resolve())
        groups.push({ key, items: asked.map(({ item }) => item), asked, end })
      }),
    ...options,
  })
  const ask = (key: string, item: number) => {
    const answer = gathering.ask(key, item)
    answer.catch(() => undefined) // whoever waits for it is told
    return answer
  }
  const taken = () => groups.map(({ key, items }) => [key, ...items])
  return { gathering, groups, ask, taken }
}

const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)))

test('what comes at once runs together, and what comes meanwhile runs together after it', async () => {
  const { ask, groups, taken } = open()
  const answers = [ask('a', 1), ask('a', 2)]
  await turn()
  void ask('a', 3)
  void ask('a', 4)
  await turn()
  expect(taken()).toEqual([['a', 1, 2]])
  groups[0]!.asked[0]!.resolve('one')
  groups[0]!.asked[1]!.reject(new Error('two'))
  groups[0]!.end()
  await expect(answers[0]).resolves.toBe('one')
  await expect(answers[1]).rejects.toThrow('two')
  await turn()
  expect(taken()).toEqual([
    ['a', 1, 2],
    ['a', 3, 4],
  ])
})

test('keys are never mixed, and take turns', async () => {
  const { ask, groups, taken } = open({ most: 2 })
  for (const item of [1, 2, 3, 4]) void ask('a', item)
  void ask('b', 5)
  for (let ended = 0; ended < 3; ended++) {
    await turn()
    groups[ended]!.end()
  }
  expect(taken()).toEqual([
    ['a', 1, 2],
    ['b', 5],
    ['a', 3, 4],
  ])
})

test('of one key no more groups run than allowed; another key does not wait for it', async () => {
  const { ask, taken } = open({ lanes: createLanes(3), atOnce: 1 })
  void ask('a', 1)
  await turn()
  void ask('a', 2)
  void ask('b', 3)
  await turn()
  expect(taken()).toEqual([
    ['a', 1],
    ['b', 3],
  ])
})

test('a group is as large as its items say, and a larger item goes alone', async () => {
  const { ask, groups, taken } = open({ most: 10, sizeOf: (item) => item })
  for (const item of [6, 4, 1, 50, 2]) void ask('a', item)
  for (let ended = 0; ended < 4; ended++) {
    await turn()
    groups[ended]!.end()
  }
  expect(taken()).toEqual([
    ['a', 6, 4],
    ['a', 1],
    ['a', 50],
    ['a', 2],
  ])
})

test('who is not settled by a group that throws is told what it threw', async () => {
  const { ask, groups } = open()
  const answers = [ask('a', 1), ask('a', 2)]
  await turn()
  groups[0]!.asked[0]!.resolve('one')
  groups[0]!.end(new Error('away'))
  await expect(answers[0]).resolves.toBe('one')
  await expect(answers[1]).rejects.toThrow('away')
})

test('it knows that something waits', async () => {
  const { ask, gathering, groups } = open({ sizeOf: (item) => item })
  expect(gathering.oldestWait()).toBe(0)
  const first = ask('a', 3)
  await turn()
  expect(gathering.oldestWait()).toBe(0)
  const second = ask('a', 4)
  await turn()
  expect(gathering.oldestWait()).toBeGreaterThan(0)
  groups[0]!.asked[0]!.resolve('done')
  await first
  groups[0]!.end()
  await turn()
  groups[1]!.asked[0]!.resolve('done')
  await second
  expect(gathering.oldestWait()).toBe(0)
})
