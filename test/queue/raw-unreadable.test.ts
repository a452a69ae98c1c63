import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { countsOf, lookAtQueue } from './raw-queue.ts'
import { addRaw } from './raw-producer.ts'

const QUEUE = '{unsaid}:redactions'

/** Breaks a job that waits, as another program, or somebody at a prompt, may. */
const BROKEN: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  'data that is no JSON': (redis, key) => redis.hset(key, 'data', 'take {this} back'),
  'no data': (redis, key) => redis.hdel(key, 'data'),
  'options that are no JSON': (redis, key) => redis.hset(key, 'opts', '{removeOnComplete'),
  'options that are null': (redis, key) => redis.hset(key, 'opts', 'null'),
  'a progress that is no JSON': (redis, key) => redis.hset(key, 'progress', 'half'),
  'no field but its data': (redis, key) =>
    redis.hdel(key, 'name', 'opts', 'timestamp', 'delay', 'priority'),
  'no hash at all': (redis, key) => redis.del(key),
}

/** BullMQ's scripts fail over these. */
const UNENDING: Readonly<Record<string, (redis: Redis, key: string) => Promise<unknown>>> = {
  'a key of another type': async (redis, key) => {
    await redis.del(key)
    await redis.set(key, 'text')
  },
  'a counter that is no number': (redis, key) => redis.hset(key, 'ats', 'many'),
}

async function openScene(skip: (why: string) => void) {
  const server = await startRedis()
  if (!server) return skip(NO_REDIS)
  const redis = new Redis(server.url)
  const backend = { kind: 'redis', url: server.url } as const
  const look = lookAtQueue(backend)
  onTestFinished(async () => {
    redis.disconnect()
    await server.stop()
  })
  return { server, redis, backend, look }
}

function start({ db }: TestDatabase, backend: { kind: 'redis'; url: string }) {
  const logger = createLogger('silent')
  const worker = startWorker({ db, backend, logger })
  onTestFinished(() => worker.close())
}

test('raw jobs that can not be read end, and those behind them run', async ({ database, skip }) => {
  const scene = await openScene(skip)
  if (!scene) return
  const { redis, backend, look, server } = scene
  const ways = { ...BROKEN, ...UNENDING }
  const names = Object.keys(ways).map((_, at) => `broken-${at}`)
  const { redactPart, redactSource } = await storeConversation(database)
  await addRaw(backend, [
    ...names.map((jobId) => ({ name: 'redact', data: redactPart, opts: { jobId } })),
    { name: 'redact', data: { ...redactSource, request_id: 'behind' }, opts: { jobId: 'behind' } },
  ])
  for (const [at, breakIt] of Object.values(ways).entries()) {
    await breakIt(redis, `${QUEUE}:broken-${at}`)
  }
  start(database, backend)

  await expect
    .poll(() => findJobs(database.db, 'default', ['behind']))
    .toMatchObject([{ outcome: 'redacted' }])
  await expect.poll(() => countsOf(look)).toMatchObject({ wait: 0, active: 0, failed: 0 })
  const buried = await redis.zrange('{unsaid}:unreadable:redactions', '0', '-1')
  const unending = Object.keys(ways).flatMap((way, at) => (way in UNENDING ? [`broken-${at}`] : []))
  expect(buried.sort()).toEqual(unending.sort())

  const env = { ...environmentOf(database), REDIS_URL: server.url }
  const { stdout } = await runUnsaid(['doctor'], { env })
  expect(stdout).toMatch(/^warning {2}unreadable jobs: 2 .*; /m)
})

test('a job whose data is no JSON has an outcome of its own', async ({ database, skip }) => {
  const scene = await openScene(skip)
  if (!scene) return
  const { redis, backend, look } = scene
  await addRaw(backend, [{ name: 'redact', data: {}, opts: { jobId: 'one' } }])
  await redis.hset(`${QUEUE}:one`, 'data', 'take {this} back')
  start(database, backend)

  await expect.poll(() => countsOf(look)).toMatchObject({ wait: 0, active: 0, completed: 1 })
  const id = JSON.parse((await redis.hget(`${QUEUE}:one`, 'returnvalue')) ?? '') as string
  expect(await findJobs(database.db, 'default', [id])).toMatchObject([{ outcome: 'failed' }])
})
