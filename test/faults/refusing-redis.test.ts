import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid, startUnsaid, type Running } from '../cli/run-unsaid.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { pollUntil } from './poll-until.ts'

const TOKEN = 'b7c1f0a95e6d4c2f8a3b9d7e1f0c5a6b'

/** What a process asks Redis for; what scripts then do there counts for no call. */
const CALLS = /^cmdstat_(?:hello|auth|eval|evalsha|script|bzpopmin|multi|exec)\b/

interface Refusal {
  readonly word: string
  readonly reason: string
  readonly begin: readonly [string, ...string[]]
  readonly end: readonly [string, ...string[]]
}

const REFUSALS: readonly Refusal[] = [
  {
    ...{ word: 'OOM', reason: 'queue_full' },
    begin: ['config', 'set', 'maxmemory', '1'],
    end: ['config', 'set', 'maxmemory', '0'],
  },
  {
    ...{ word: 'READONLY', reason: 'queue_read_only' },
    begin: ['replicaof', '127.0.0.1', '1'],
    end: ['replicaof', 'no', 'one'],
  },
  {
    ...{ word: 'NOREPLICAS', reason: 'queue_refuses' },
    begin: ['config', 'set', 'min-replicas-to-write', '1'],
    end: ['config', 'set', 'min-replicas-to-write', '0'],
  },
]

async function openScene(skip: (why: string) => void) {
  const server = await startRedis()
  if (!server) return skip(NO_REDIS)
  const redis = new Redis(server.url)
  onTestFinished(async () => {
    redis.disconnect()
    await server.stop()
  })
  const tell = ([command, ...args]: Refusal['begin']) => redis.call(command, ...args)
  return { server, redis, tell }
}

function startAll(database: TestDatabase, redisUrl: string): Running {
  const env = { ...environmentOf(database), REDIS_URL: redisUrl, PORT: '0' }
  return startUnsaid(['start'], { env: { ...env, UNSAID_BOOTSTRAP_TOKEN: TOKEN } })
}

async function addressOf(server: Running): Promise<string> {
  const said = await server.said('Unsaid listens at http://127.0.0.1:')
  return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
}

/** Seconds that Redis was up, and calls that it had. */
async function countsOf(redis: Redis): Promise<{ seconds: number; calls: number }> {
  const [stats, server] = [await redis.info('commandstats'), await redis.info('server')]
  const calls = stats.split('\r\n').flatMap((line) => {
    const counts = [...line.matchAll(/(?:calls|rejected_calls)=(\d+)/g)]
    return CALLS.test(line) ? counts.map(([, count]) => Number(count)) : []
  })
  const seconds = Number(/uptime_in_seconds:(\d+)/.exec(server)?.[1])
  return { seconds, calls: calls.reduce((sum, count) => sum + count, 0) }
}

/** Calls a second in the next eight, as Redis counts both. */
async function callsASecond(redis: Redis): Promise<number> {
  const before = await countsOf(redis)
  const after = await pollUntil(
    () => countsOf(redis),
    ({ seconds }) => seconds >= before.seconds + 8,
  )
  return (after.calls - before.calls) / (after.seconds - before.seconds)
}

async function ask(address: string, path: string, body?: unknown): Promise<Response> {
  const headers = { authorization: `Bearer ${TOKEN}`, prefer: 'respond-async' }
  const method = body === undefined ? 'GET' : 'POST'
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return fetch(`${address}${path}`, { method, headers, ...sent })
}

async function reasonsOf(address: string): Promise<unknown> {
  return ((await (await fetch(`${address}/readyz`)).json()) as { reasons: unknown }).reasons
}

test.for(REFUSALS)(
  'a Redis that says $word is left alone, named, and used again once it is well',
  async ({ word, reason, begin, end }, { database, skip }) => {
    const scene = await openScene(skip)
    if (!scene) return
    const { server, redis, tell } = scene
    await tell(begin)
    const running = startAll(database, server.url)
    const address = await addressOf(running)
    const { redactPart } = await storeConversation(database)
    const accepted = await ask(address, '/conversations/redact', redactPart)
    expect(accepted.status).toBe(202)

    expect(await callsASecond(redis)).toBeLessThanOrEqual(5)
    expect(await reasonsOf(address)).toEqual([reason])
    const env = { ...environmentOf(database), REDIS_URL: server.url }
    const doctor = await runUnsaid(['doctor'], { env })
    expect(doctor.stdout).toMatch(new RegExp(`^problem  queue: .*${word}.*; `, 'm'))
    expect(doctor.code).toBe(3)

    await tell(end)
    const job = accepted.headers.get('location') ?? ''
    const path = job.startsWith('http') ? new URL(job).pathname : job
    const status = async () => (await (await ask(address, path)).json()) as { status: string }
    await expect.poll(status).toMatchObject({ status: 'success' })
    await expect.poll(() => reasonsOf(address)).toBeUndefined()

    running.child.kill('SIGTERM')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr.match(/"refusal":"(\w+)"/g)).toEqual([`"refusal":"${word}"`])
  },
)

test('a Redis that begins to refuse is left alone, and SIGTERM ends the process', async ({
  database,
  skip,
}) => {
  const scene = await openScene(skip)
  if (!scene) return
  const { server, redis, tell } = scene
  const running = startAll(database, server.url)
  const address = await addressOf(running)
  await expect.poll(() => reasonsOf(address)).toBeUndefined()
  await tell(['config', 'set', 'maxmemory', '1'])

  expect(await callsASecond(redis)).toBeLessThanOrEqual(5)
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})

test('a Redis that lets nobody in any more is left alone', async ({ database, skip }) => {
  const scene = await openScene(skip)
  if (!scene) return
  const { server, redis } = scene
  const running = startAll(database, server.url)
  const address = await addressOf(running)
  await expect.poll(() => reasonsOf(address)).toBeUndefined()
  await redis.config('SET', 'requirepass', 'secret')
  await redis.auth('secret')
  await redis.call('client', 'kill', 'type', 'normal')

  expect(await callsASecond(redis)).toBeLessThanOrEqual(5)
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})
