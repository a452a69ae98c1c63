import { Queue } from 'bullmq'
import { expect, onTestFinished } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { createLogger } from '../../src/logger.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { watchQueues } from '../../src/metrics/watch-queues.ts'
import { openMetrics } from '../../workers/open-metrics.ts'
import { test } from '../database-test.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'

const logger = createLogger('silent')

async function linesOf(registry: { metrics(): Promise<string> }, name: string) {
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith(name))
}

test('a queue that does not answer keeps nobody waiting, and is asked once', async () => {
  const metrics = createMetrics()
  let asked = 0
  watchQueues(metrics, {
    silent: () => {
      asked += 1
      return new Promise(() => undefined)
    },
    good: () => Promise.resolve({ wait: 3 }),
  })
  const since = performance.now()
  for (const _ of [1, 2]) {
    expect(await linesOf(metrics.registry, 'unsaid_queue_jobs{')).toEqual([
      'unsaid_queue_jobs{queue="good",state="wait"} 3',
    ])
  }
  expect(asked).toBe(1)
  expect(performance.now() - since).toBeLessThan(10_000)
})

test('connections, and the depth of queues on Postgres, are told', async ({ database }) => {
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const app = { db: database.db, backend: database.backend('postgres') }
  const { registry } = openMetrics({ app, closing, logger })
  await expect
    .poll(() => linesOf(registry, 'unsaid_queue_jobs{queue="erasures"'), { timeout: 10_000 })
    .toHaveLength(5)
  const held = database.db.connection().execute(() => linesOf(registry, 'unsaid_postgres'))
  expect(await held).toMatchObject([
    expect.stringMatching(/\{state="used"\} [12]$/),
    expect.stringMatching(/\{state="idle"\} \d+$/),
    expect.stringMatching(/\{state="waiting"\} 0$/),
  ])
})

test('of a Redis that went away nothing is told, at once', async ({ database, skip }) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  const queue = new Queue('redactions', { connection: { url: redis.url }, prefix: '{unsaid}' })
  await queue.add('redact', {})
  await queue.close()
  const closing = createClosing()
  onTestFinished(() => closing.close())
  const app = { db: database.db, backend: { kind: 'redis' as const, url: redis.url } }
  const { registry } = openMetrics({ app, closing, logger })
  await expect
    .poll(() => linesOf(registry, 'unsaid_queue_jobs{queue="redactions",state="wait"'))
    .toEqual(['unsaid_queue_jobs{queue="redactions",state="wait"} 1'])
  await redis.stop()
  await expect.poll(() => linesOf(registry, 'unsaid_queue_jobs{'), { timeout: 20_000 }).toEqual([])
  expect(await registry.metrics()).toContain('unsaid_pending_jobs 0')
})
