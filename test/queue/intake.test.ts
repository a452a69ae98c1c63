import { expect, test } from 'vitest'
import { createIntake } from '../../src/queue/intake.ts'

const raw = { data: {}, repeated: false }
const delivery = (size: number) => ({
  data: { v: 1, w: 'default', jobs: Array<string>(size).fill('x') },
  repeated: false,
})

test('as many raw jobs are taken at once as allowed, and as there is room for', () => {
  const worker = { concurrency: 2 }
  const takeMany = createIntake(1_000, 10_000)
  takeMany(worker, raw)()
  expect(worker.concurrency).toBe(1_000)
  const takeFew = createIntake(1_000, 30)
  takeFew(worker, raw)
  expect(worker.concurrency).toBe(30)
})

test('of deliveries that name many jobs each few are taken', () => {
  const worker = { concurrency: 2 }
  const take = createIntake(1_000, 3_000)
  take(worker, delivery(1_000))
  expect(worker.concurrency).toBe(3)
  const done = take(worker, delivery(900))
  expect(worker.concurrency).toBe(3)
  done()
  expect(worker.concurrency).toBe(3)
})

test('without room it goes on with one at a time, and with more when there is room again', () => {
  const worker = { concurrency: 2 }
  const take = createIntake(1_000, 100)
  const done = take(worker, delivery(1_000))
  expect(worker.concurrency).toBe(1)
  done()
  take(worker, delivery(10))()
  expect(worker.concurrency).toBe(1)
})

test('repeated ones leave the room to others', () => {
  const worker = { concurrency: 2 }
  const take = createIntake(1_000, 3_000)
  for (let times = 0; times < 10; times += 1) take(worker, { ...delivery(1_000), repeated: true })
  expect(worker.concurrency).toBe(13)
})
