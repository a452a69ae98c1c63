import type { Redis } from 'ioredis'
import { expect } from 'vitest'
import { environmentOf } from '../../cli/database-environment.ts'
import { runUnsaid, startUnsaid, type Running } from '../../cli/run-unsaid.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { storeConversation } from '../../http/store-conversation.ts'
import { NO_REDIS } from '../../redis-server.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { ONLY_LATER, WAITED_FOR } from '../refusing-servers.ts'

const TOKEN = 'b7c1f0a95e6d4c2f8a3b9d7e1f0c5a6b'

/** Milliseconds; each starts servers, counts calls for seconds, and waits for the cure to be seen. */
const PATIENCE = 240_000

/** What a process asks Redis for; what scripts then do there counts for no call. */
const CALLS = /^cmdstat_(?:hello|auth|eval|evalsha|script|bzpopmin|multi|exec|cluster)\b/

function startAll(database: TestDatabase, redisUrl: string): Running {
  const env = { ...environmentOf(database), REDIS_URL: redisUrl, PORT: '0' }
  return startUnsaid(['start'], { env: { ...env, UNSAID_BOOTSTRAP_TOKEN: TOKEN } })
}

async function addressOf(server: Running): Promise<string> {
  const said = await server.said('Unsaid listens at http://127.0.0.1:')
  return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
}

/** Seconds that Redis was up, and calls that it had; a Sentinel counts what it refused. */
async function countsOf(redis: Redis): Promise<{ seconds: number; calls: number }> {
  const [own, server] = [await redis.info('stats'), await redis.info('server')]
  const stats = await redis.info('commandstats')
  const calls = stats.split('\r\n').flatMap((line) => {
    const counts = [...line.matchAll(/(?:calls|rejected_calls)=(\d+)/g)]
    return CALLS.test(line) ? counts.map(([, count]) => Number(count)) : []
  })
  const seconds = Number(/uptime_in_seconds:(\d+)/.exec(server)?.[1])
  const refused = Number(/total_error_replies:(\d+)/.exec(own)?.[1])
  return {
    seconds,
    calls: Math.max(
      refused,
      calls.reduce((sum, count) => sum + count, 0),
    ),
  }
}

/** Seconds for which calls are counted: in fewer a process may not have been refused yet. */
const COUNTED = 8

/** Calls a second in the next seconds, as Redis counts both; of all nodes together. */
async function callsASecond(asked: readonly Redis[]): Promise<number> {
  const rates = asked.map(async (redis) => {
    const before = await countsOf(redis)
    const after = await pollUntil(
      () => countsOf(redis),
      ({ seconds }) => seconds >= before.seconds + COUNTED,
      { every: 500 },
    )
    return (after.calls - before.calls) / (after.seconds - before.seconds)
  })
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0)
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

/** @returns how that one request stands */
async function accept(address: string, database: TestDatabase) {
  const { redactPart } = await storeConversation(database)
  const accepted = await ask(address, '/conversations/redact', redactPart)
  expect(accepted.status).toBe(202)
  const path = accepted.headers.get('location') ?? ''
  return async () => (await (await ask(address, path)).json()) as { status: string }
}

async function doctorNames(word: string, database: TestDatabase, url: string): Promise<void> {
  const env = { ...environmentOf(database), REDIS_URL: url }
  const doctor = await runUnsaid(['doctor'], { env })
  const name = word === 'ERR' ? 'Sentinel' : word === 'MOVED' ? 'Redis Cluster' : word
  expect(doctor.stdout).toMatch(new RegExp(`^problem  queue: .*${name}.*; `, 'm'))
  expect(doctor.code).toBe(3)
}

/** SIGTERM ends it; of what refused it has told once. */
async function endsHaving(running: Running, word: string): Promise<void> {
  running.child.kill('SIGTERM')
  const { code, stderr } = await running.ended
  expect(code).toBe(0)
  expect(stderr.match(/"refusal":"(\w+)"/g)).toEqual([`"refusal":"${word}"`])
}

test.for(WAITED_FOR)(
  'a Redis that says $word is left alone, named, and used again once it is well',
  { timeout: PATIENCE },
  async ({ word, reason, open }, { database, skip }) => {
    const server = await open()
    if (!server) return skip(NO_REDIS)
    await server.begin()
    const running = startAll(database, server.url)
    const address = await addressOf(running)
    const status = await accept(address, database)

    expect(await callsASecond(server.asked)).toBeLessThanOrEqual(5)
    expect(await reasonsOf(address)).toEqual([reason])
    await doctorNames(word, database, server.url)

    await server.end()
    await expect.poll(status).toMatchObject({ status: 'success' })
    await expect.poll(() => reasonsOf(address)).toBeUndefined()
    await endsHaving(running, word)
  },
)

test.for([...WAITED_FOR, ...ONLY_LATER])(
  'a Redis that comes to say $word is left alone, named, and used again; SIGTERM ends a process meanwhile',
  { timeout: PATIENCE },
  async ({ word, reason, open }, { database, skip }) => {
    const server = await open()
    if (!server) return skip(NO_REDIS)
    const [stays, ends] = [startAll(database, server.url), startAll(database, server.url)]
    const address = await addressOf(stays)
    await addressOf(ends)
    await expect.poll(() => reasonsOf(address)).toBeUndefined()
    await server.begin()
    await expect.poll(() => reasonsOf(address)).toEqual([reason])
    const status = await accept(address, database)

    expect(await callsASecond(server.asked)).toBeLessThanOrEqual(2 * 5)
    await doctorNames(word, database, server.url)
    await endsHaving(ends, word)

    await server.end()
    await expect.poll(status).toMatchObject({ status: 'success' })
    await expect.poll(() => reasonsOf(address)).toBeUndefined()
    await endsHaving(stays, word)
  },
)
