import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { takeInThread } from '../../src/queue/take-in-thread.ts'
import { takeJobs, type JobEnd, type Receiver, type TakenJob } from '../../src/queue/take-jobs.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { NO_REDIS, startRedis, type RedisServer } from '../redis-server.ts'

type Taker = typeof takeJobs

const withoutRedis = inject('redisUrl') === undefined
const options = withoutRedis ? { skip: true, meta: { skipReason: NO_REDIS } } : {}

/** A queue on a Redis of the test's own. */
async function openScene(take: Taker) {
  const redis = (await startRedis())!
  const connection = { url: redis.url }
  const queue = new Queue('taken', { connection, prefix: 'test' })
  queue.on('error', () => {}) // its server goes away
  onTestFinished(async () => {
    await queue.close()
    await redis.stop()
  })
  return { redis, queue, open: (receiver: Receiver) => openTaker(take, redis, receiver) }
}

function openTaker(take: Taker, { url }: RedisServer, receiver: Receiver) {
  const backend = { kind: 'redis', url, prefix: 'test' } as const
  const taker = take({ name: 'taken', backend, concurrency: 100 }, receiver)
  onTestFinished(() => taker.close(1_000))
  return taker
}

const ignored = () => undefined
const done = (result: string): JobEnd => ({ kind: 'done', result })

describe.each([
  ['in this thread', takeJobs],
  ['in a thread of its own', takeInThread],
])('jobs taken %s', options, (_, take: Taker) => {
  test('come as they were added, and end as they are told to', async () => {
    const { queue, open } = await openScene(take)
    const names = Array.from({ length: 120 }, (_, at) => `job-${at}`)
    await queue.addBulk(names.map((name) => ({ name, data: { name, deep: [null, { a: 1 }] } })))
    const taken: TakenJob[] = []
    open({
      async end(job) {
        taken.push(job)
        const { name } = job.data as { name: string }
        return name === 'job-7' ? { kind: 'failed', code: 'a_code' } : done(`of ${name}`)
      },
      onError: ignored,
    })
    const counts = await pollUntil(
      () => queue.getJobCounts('completed', 'failed'),
      ({ completed = 0, failed = 0 }) => completed + failed === 120,
    )
    expect(counts).toEqual({ completed: 119, failed: 1 })
    expect(taken).toHaveLength(120)
    expect(taken[0]).toEqual({
      id: '1',
      data: { name: 'job-0', deep: [null, { a: 1 }] },
      timestamp: (await queue.getJob('1'))?.timestamp,
      repeated: false,
    })
    const completed = await queue.getCompleted()
    expect(new Set(completed.map((job) => job.returnvalue as string))).toEqual(
      new Set(names.filter((name) => name !== 'job-7').map((name) => `of ${name}`)),
    )
    const [failed] = await queue.getFailed()
    expect([failed?.name, failed?.failedReason]).toEqual(['job-7', 'a_code'])
  })

  test('come again when Postgres was away, and are known to', async () => {
    const { queue, open } = await openScene(take)
    await queue.add('one', {})
    const repeated: boolean[] = []
    open({
      end: async (job) => (repeated.push(job.repeated) === 1 ? { kind: 'away' } : done('')),
      onError: ignored,
    })
    await pollUntil(
      () => queue.getCompletedCount(),
      (count) => count === 1,
    )
    expect(repeated).toEqual([false, true])
  })

  test('are waited for by whoever closes, who takes no more', async () => {
    const { queue, open } = await openScene(take)
    const signals = new EventEmitter()
    const started = once(signals, 'started')
    const taker = open({
      async end() {
        signals.emit('started')
        await once(signals, 'end')
        return done('in the end')
      },
      onError: ignored,
    })
    await queue.add('one', {})
    await started
    const closed = taker.close(10_000)
    signals.emit('end')
    await closed
    await queue.add('two', {})
    const counts = await queue.getJobCounts('completed', 'wait', 'active')
    expect(counts).toEqual({ completed: 1, wait: 1, active: 0 })
  })

  test('are taken again once a server that went away is back', async () => {
    const { redis, queue, open } = await openScene(take)
    const signals = new EventEmitter()
    const failing = once(signals, 'failed')
    const taker = open({
      end: async () => done(''),
      onError: (error) => signals.emit('failed', error),
    })
    await taker.ready()
    await redis.kill()
    expect(await failing).toEqual([expect.any(Error)])
    await redis.restart()
    await queue.add('one', {})
    await pollUntil(
      () => queue.getCompletedCount(),
      (count) => count === 1,
    )
  })

  test('are left to a server that refuses by whoever closes; what runs is waited for', async () => {
    const { redis, queue, open } = await openScene(take)
    const signals = new EventEmitter().setMaxListeners(100)
    const refused = once(signals, 'refused')
    const all = once(signals, 'all')
    let [taken, ended] = [0, 0]
    await queue.addBulk(Array.from({ length: 40 }, () => ({ name: 'one', data: {} })))
    const taker = open({
      async end() {
        const number = (taken += 1)
        if (number === 40) signals.emit('all')
        await once(signals, number % 2 === 0 ? 'some' : 'others')
        ended += 1
        return done('')
      },
      onError: (error) => signals.emit('refused', error),
    })
    await all
    const admin = new Redis(redis.url)
    await admin.config('SET', 'min-replicas-to-write', '1')
    admin.disconnect()
    signals.emit('some')
    await refused

    const since = performance.now()
    const closed = taker.close(60_000)
    signals.emit('others')
    await closed
    expect(ended).toBe(40)
    // Told one after the other, with a rest after each, they took more than a minute.
    expect(performance.now() - since).toBeLessThan(15_000)
  })
})

test('a process whose thread dies says what of, and ends', async () => {
  const script = fileURLToPath(new URL('dying-thread.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script])
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(said).toContain('concurrency must be a finite number greater than 0')
  expect(code).toBe(1)
})
