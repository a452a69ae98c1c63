import { expect, test } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { parseDelivery } from '../../src/queue/delivery.ts'
import { QUEUES } from '../../src/queue/names.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import {
  startDeliveryWorker,
  type ReceivedDelivery,
} from '../../src/queue/start-delivery-worker.ts'
import { describeBackends } from '../each-backend.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { openQueueScene, type QueueScene } from '../scene/queue-scene.ts'
import { NO_REDIS } from '../redis-server.ts'
import { lookAtQueue } from './raw-queue.ts'

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

  test('ends what can not be read as failed, by a code alone, and goes on', async () => {
    const scene = await openQueueScene(kind)
    const worker = startDeliveryWorker({
      ...{ name: QUEUES.redactions, backend: scene.backend, concurrency: 1 },
      logger: createLogger('silent'),
      parse: () => {
        throw new Error('what the customer wrote')
      },
      handle: async () => 'done',
    })
    scene.closing.opened(worker, (one) => one.close(10_000))
    await scene.queue.deliver('default', ['one'])
    await scene.queue.deliver('default', ['two'])
    const queue = lookAtQueue(scene.backend)
    const failed = await pollUntil(
      () => queue.getFailed(),
      (jobs) => jobs.length === 2,
    )
    expect(failed.map((job) => job.failedReason)).toEqual(['server_error', 'server_error'])
    expect(JSON.stringify(failed.map((job) => job.stacktrace))).not.toContain('customer')
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

test('what could not be delivered is delivered once Redis is back', async ({ skip }) => {
  const { queue, chunks, redis } = await openQueueScene('redis')
  if (!redis) return skip(NO_REDIS)
  await redis.kill()
  await expect(queue.deliver('default', ids)).rejects.toThrow()
  await expect(queue.deliver('default', ['another'])).rejects.toThrow()
  await expect(
    chunks.deliverChunks({ workspace: 'default', job: 'bulk' }, [1, 2]),
  ).rejects.toThrow()
  await redis.restart()
  await expect.poll(async () => await backlogOf(queue)).toEqual({ waiting: 4, all: 4 })
  await expect.poll(async () => await backlogOf(chunks)).toEqual({ waiting: 2, all: 2 })
})

/** Nothing while it can't be asked. */
const backlogOf = (queue: DeliveryQueue) => queue.backlog().catch(() => undefined)
