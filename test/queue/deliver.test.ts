import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { parseDelivery } from '../../src/queue/delivery.ts'
import { QUEUES } from '../../src/queue/names.ts'
import {
  startDeliveryWorker,
  type ReceivedDelivery,
} from '../../src/queue/start-delivery-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../faults/poll-until.ts'
import { openQueueScene, type QueueScene } from '../faults/queue-scene.ts'

const ids = Array.from({ length: 2_500 }, (_, at) => `job-${at}`)

/** Collects what arrives until the queue is empty. */
async function received(
  { closing, backend, queue }: QueueScene,
  handled: (times: number) => 'done' | 'away' = () => 'done',
): Promise<ReceivedDelivery[]> {
  const deliveries: ReceivedDelivery[] = []
  const worker = startDeliveryWorker({
    name: QUEUES.redactions,
    parse: parseDelivery,
    backend,
    concurrency: 1,
    logger: createLogger('silent'),
    handle: async (delivery) => handled(deliveries.push(delivery)),
  })
  closing.opened(worker, (one) => one.close(10_000))
  await pollUntil(
    () => queue.backlog(),
    ({ all }) => all === 0,
  )
  return deliveries
}

describeBackends('a delivery queue', (kind) => {
  test('names at most 1,000 jobs in a delivery, and all of them', async () => {
    const scene = await openQueueScene(kind)
    await scene.queue.deliver('default', ids)
    const deliveries = await received(scene)
    const sizes = deliveries.map(({ jobs }) => jobs.length)
    expect(sizes.toSorted((a, b) => b - a)).toEqual([1_000, 1_000, 500])
    expect(new Set(deliveries.flatMap(({ jobs }) => jobs))).toEqual(new Set(ids))
  })

  test('tells a first delivery from a repeated one', async () => {
    const scene = await openQueueScene(kind)
    await scene.queue.deliver('default', ['first'])
    await scene.queue.deliver('default', ['again'], true)
    const deliveries = await received(scene)
    const repeated = Object.fromEntries(deliveries.map((one) => [one.jobs[0], one.repeated]))
    expect(repeated).toEqual({ first: false, again: true })
  })

  test('gives back what came while Postgres was away, more often than its attempts', async () => {
    const scene = await openQueueScene(kind)
    await scene.queue.deliver('default', ['patient'])
    const times = 4
    const deliveries = await received(scene, (time) => (time < times ? 'away' : 'done'))
    expect(deliveries.map((one) => [one.jobs[0], one.repeated])).toEqual([
      ['patient', false],
      ...Array<unknown>(times - 1).fill(['patient', true]),
    ])
  })
})
