import { EventEmitter, once } from 'node:events'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { expect, inject, onTestFinished, test } from 'vitest'
import { takeJobs, type JobEnd, type TakenJob } from '../../src/queue/take-jobs.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'

const withoutRedis = inject('redisUrl') === undefined
const options = withoutRedis ? { skip: true, meta: { skipReason: NO_REDIS } } : {}

const COUNT = 120

interface InHand {
  readonly job: TakenJob
  readonly end: (ended: JobEnd) => void
}

/** Jobs `job-0` to `job-119` in a queue on a Redis of the test's own, all taken, none ended. */
async function openScene() {
  const server = (await startRedis())!
  const redis = new Redis(server.url)
  const queue = new Queue('ended', { connection: { url: server.url }, prefix: 'test' })
  onTestFinished(async () => {
    await queue.close()
    redis.disconnect()
    await server.stop()
  })
  const names = Array.from({ length: COUNT }, (_, at) => `job-${at}`)
  await queue.addBulk(names.map((name) => ({ name, data: {}, opts: { jobId: name } })))

  const backend = { kind: 'redis', url: server.url, prefix: 'test' } as const
  const inHand = new Map<string, InHand>()
  const errors: string[] = []
  const signals = new EventEmitter()
  const taker = takeJobs(
    { name: 'ended', backend, concurrency: COUNT },
    {
      end: (job) =>
        new Promise((end) => {
          inHand.set(job.id, { job, end })
          if (inHand.size === COUNT) signals.emit('all')
          if (job.repeated) signals.emit('again', job.id)
        }),
      onError: ({ message }) => errors.push(message),
    },
  )
  onTestFinished(() => taker.close(1_000))
  await once(signals, 'all')
  const endAll = (endOf: (id: string) => JobEnd) => {
    for (const [id, { end }] of inHand) end(endOf(id))
  }
  return { redis, queue, names, inHand, errors, signals, endAll }
}

const done = (id: string): JobEnd => ({ kind: 'done', result: `of ${id}` })

/** Counted without a script: those are what is counted. */
async function ended(redis: Redis, count: number): Promise<void> {
  const look = async () =>
    (await redis.zcard('test:ended:completed')) + (await redis.zcard('test:ended:failed'))
  await pollUntil(look, (seen) => seen === count)
}

async function scriptsRun(redis: Redis): Promise<number> {
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1])
}

test('jobs that end in one turn end in few calls, each as it is told to', options, async () => {
  const { redis, queue, names, endAll } = await openScene()
  const before = await scriptsRun(redis)
  const fails = (id: string) => Number(id.slice(4)) % 3 === 0
  endAll((id) => (fails(id) ? { kind: 'failed', code: `code_of_${id}` } : done(id)))
  await ended(redis, COUNT)
  expect((await scriptsRun(redis)) - before).toBeLessThan(COUNT / 4)

  const results = (await queue.getCompleted()).map((job) => [job.id, job.returnvalue as string])
  const reasons = (await queue.getFailed()).map((job) => [job.id, job.failedReason])
  const told = names.map((id) => [id, fails(id) ? `code_of_${id}` : `of ${id}`])
  expect(Object.fromEntries([...results, ...reasons])).toEqual(Object.fromEntries(told))
})

test('a call hands out a next job for each that ends', options, async () => {
  const { redis, queue, inHand, signals, endAll } = await openScene()
  const more = Array.from({ length: COUNT }, (_, at) => `more-${at}`)
  await queue.addBulk(more.map((name) => ({ name, data: {}, opts: { jobId: name } })))
  const before = await scriptsRun(redis)
  const all = once(signals, 'all')
  const first = [...inHand.keys()]
  endAll(done)
  for (const id of first) inHand.delete(id)
  await all
  expect(new Set(inHand.keys())).toEqual(new Set(more))
  expect((await scriptsRun(redis)) - before).toBeLessThan(COUNT / 4)
})

test.each([
  ['whose lock is lost', async (redis: Redis, lock: string) => redis.del(lock), /Missing lock/],
  [
    'that Redis can not end',
    async (redis: Redis, lock: string) => redis.pipeline().del(lock).rpush(lock, 'odd').exec(),
    /WRONGTYPE/,
  ],
])('a job %s comes again, its neighbours end', options, async (_, harm, reason) => {
  const { redis, inHand, errors, signals, endAll } = await openScene()
  const lock = 'test:ended:job-7:lock'
  await harm(redis, lock)
  const again = once(signals, 'again')
  endAll(done)
  await ended(redis, COUNT - 1)
  await redis.del(lock)
  expect(await again).toEqual(['job-7'])
  expect(errors.filter((message) => reason.test(message))).not.toEqual([])
  inHand.get('job-7')?.end(done('job-7'))
  await ended(redis, COUNT)
})

test('a Redis that forgot its scripts is told them again', options, async () => {
  const { redis, endAll } = await openScene()
  await redis.script('FLUSH')
  endAll(done)
  await ended(redis, COUNT)
})
