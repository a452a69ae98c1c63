import { expect, test } from 'vitest'
import { createIntake } from '../../src/queue/intake.ts'

const delivery = (size: number) => ({ v: 1, w: 'default', jobs: Array<string>(size).fill('x') })

test('as many raw jobs are taken at once as allowed, and as there is room for', () => {
  const worker = { concurrency: 2 }
  let room = 10_000
  const take = createIntake(1_000, () => room)
  take(worker, {})()
  expect(worker.concurrency).toBe(1_000)
  room = 30
  take(worker, {})()
  expect(worker.concurrency).toBe(30)
})

test('of deliveries that name many jobs each few are taken', () => {
  const worker = { concurrency: 2 }
  let room = 3_000
  const take = createIntake(1_000, () => room)
  const done = take(worker, delivery(1_000))
  room = 2_000
  done()
  expect(worker.concurrency).toBe(2)
})

test('without room it goes on with one at a time', () => {
  const worker = { concurrency: 2 }
  const take = createIntake(1_000, () => -1_000)
  take(worker, {})()
  expect(worker.concurrency).toBe(1)
})
