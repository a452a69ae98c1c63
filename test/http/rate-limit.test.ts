import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { IntercomClient } from 'intercom-client'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished } from 'vitest'
import { SCOPES } from '../../src/access/access-token.ts'
import { limitRate } from '../../src/http/limit-rate.ts'
import type { ApiSettings } from '../../src/http/start-api.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import type { TestDatabase } from '../database-test.ts'
import { describeBackends, type TestedBackend } from '../each-backend.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { createToken, openApi, test, type Reply, type TestApi } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

const LONG = 600_000

async function openLimited(
  database: TestDatabase,
  options: Partial<ApiSettings> & { queueOn?: TestedBackend },
): Promise<TestApi> {
  const api = await openApi(database, { rateWindow: LONG, ...options })
  onTestFinished(() => api.close())
  return api
}

const limitOf = ({ headers }: Reply) => [
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
]

function expectRefused(reply: Reply): void {
  expect(reply.status).toBe(429)
  expect(errorListSchema.parse(reply.body).errors[0]?.code).toBe('rate_limit_exceeded')
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
}

const poll = (api: TestApi, token?: string) =>
  api.call('GET', `/jobs/status/${randomUUID()}`, token === undefined ? {} : { token })

describeBackends('a limit of requests', (queueOn) => {
  test('is told with every answer, and kept to', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 3, queueOn })
    // On Redis nothing is counted until its connection stands.
    await expect
      .poll(async () => limitOf(await poll(api, await createToken(database, SCOPES))))
      .toEqual(['3', '2'])
    const token = await createToken(database, SCOPES)
    const before = Math.floor(Date.now() / 1000)
    const replies = [await poll(api, token), await poll(api, token), await poll(api, token)]
    expect(replies.map(limitOf)).toEqual([
      ['3', '2'],
      ['3', '1'],
      ['3', '0'],
    ])
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404])
    const refused = await poll(api, token)
    expectRefused(refused)
    expect(limitOf(refused)).toEqual(['3', '0'])
    for (const { headers } of [...replies, refused]) {
      const reset = Number(headers.get('x-ratelimit-reset'))
      expect(reset).toBeGreaterThanOrEqual(before)
      expect(reset).toBeLessThanOrEqual(Math.ceil((Date.now() + LONG) / 1000))
    }
  })

  test('is over with its window', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 1, rateWindow: 300, queueOn })
    const token = await createToken(database, SCOPES)
    await expect.poll(async () => (await poll(api, token)).status, { interval: 1 }).toBe(429)
    await expect.poll(async () => (await poll(api, token)).status).toBe(404)
  })
})

describe('a limit', () => {
  test('holds for each token by itself', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 1 })
    const tokens = [await createToken(database, SCOPES), await createToken(database, SCOPES)]
    for (const token of tokens) expect((await poll(api, token)).status).toBe(404)
    for (const token of tokens) expectRefused(await poll(api, token))
  })

  test('holds before the body is read, and nothing is accepted', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 1 })
    const token = await createToken(database, SCOPES)
    await poll(api, token)
    const reply = await api.redact('not JSON', { token })
    expectRefused(reply)
    expect(reply.headers.get('location')).toBeNull()
  })

  test('counts what a token may not do, too', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 1 })
    const token = await createToken(database, ['ledger:read'])
    expect((await poll(api, token)).status).toBe(403)
    expectRefused(await poll(api, token))
  })

  test('is not told, and not used up, without a token that is good', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 1 })
    for (const headers of [{}, { authorization: 'Bearer nobody' }]) {
      for (const path of ['/jobs/status/x', '/healthz', '/openapi.json', '/nope']) {
        const reply = await api.call('GET', path, { token: undefined, headers })
        expect(reply.status).not.toBe(429)
        expect(limitOf(reply)).toEqual([null, null])
      }
    }
    expect((await poll(api)).status).toBe(404)
  })

  test('of 0 is none', async ({ database }) => {
    const api = await openLimited(database, { rateLimit: 0 })
    const replies = await Promise.all(Array.from({ length: 200 }, () => poll(api)))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([404]))
    expect(limitOf(replies[0]!)).toEqual([null, null])
  })
})

test('two processes share the count on Redis', async ({ database, skip }) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  onTestFinished(() => redis.stop())
  const backend = { kind: 'redis', url: redis.url } as const
  const apis = [
    await openLimited(database, { rateLimit: 4, backend }),
    await openLimited(database, { rateLimit: 4, backend }),
  ]
  for (const api of apis) {
    await expect
      .poll(async () => limitOf(await poll(api, await createToken(database, SCOPES))))
      .toEqual(['4', '3'])
  }
  const token = await createToken(database, SCOPES)
  const replies = await Promise.all(
    apis.flatMap((api) => Array.from({ length: 5 }, () => poll(api, token))),
  )
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(6)
})

test('while Redis is away nobody is limited, and later they are again', async ({
  database,
  skip,
}) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  onTestFinished(() => redis.stop())
  const api = await openLimited(database, {
    rateLimit: 1,
    backend: { kind: 'redis', url: redis.url },
  })
  const status = async () => (await poll(api)).status
  await expect.poll(status).toBe(429)
  await redis.kill()
  await expect.poll(status).toBe(404)
  const replies = await Promise.all(Array.from({ length: 20 }, () => poll(api)))
  expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([404]))
  expect(limitOf(replies[0]!)).toEqual([null, null])
  await redis.restart()
  await expect.poll(status).toBe(429)
})

test('the limit holds as soon as its Redis is connected, whoever asked before', async ({
  skip,
}) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  onTestFinished(() => redis.stop())
  await redis.kill()
  const client = new Redis(redis.url, { enableOfflineQueue: false, retryStrategy: () => 20 })
  client.on('error', () => {}) // refused until it listens; retried
  onTestFinished(() => client.disconnect())
  const server = fastify()
  onTestFinished(() => server.close())
  server.decorateRequest('caller', undefined)
  server.addHook('onRequest', async (request) => {
    request.caller = { workspace: 'default', tokenId: 't', scopes: new Set() }
  })
  limitRate(server, { most: 1, window: LONG, redis: client })
  server.get('/', () => 'answered')
  const status = async () => (await server.inject('/')).statusCode

  expect([await status(), await status()]).toEqual([200, 200])
  const connected = new Promise((resolve) => client.once('ready', resolve))
  await redis.restart()
  await connected
  expect([await status(), await status()]).toEqual([200, 429])
})

test('a Redis that answers nothing costs one request its patience, not each', async ({
  database,
  skip,
}) => {
  const redis = await startRedis()
  if (!redis) return skip(NO_REDIS)
  onTestFinished(() => redis.stop())
  const api = await openLimited(database, {
    rateLimit: 1,
    backend: { kind: 'redis', url: redis.url },
  })
  await expect.poll(async () => (await poll(api)).status).toBe(429)
  const pid = redis.pid!
  process.kill(pid, 'SIGSTOP')
  onTestFinished(() => void process.kill(pid, 'SIGCONT'))
  for (let nth = 0; nth < 20; nth += 1) expect((await poll(api)).status).toBe(404)
})

test("Intercom's own SDK waits as it is told, and is answered", async ({ api, database }) => {
  expect((await api.call('GET', '/healthz')).status).toBe(200)
  const limited = await openLimited(database, { rateLimit: 2, rateWindow: 1_500 })
  const token = await createToken(database, SCOPES)
  const client = new IntercomClient({ token, environment: limited.address })
  const parts = await Promise.all(Array.from({ length: 5 }, () => storeConversation(database)))
  // The worker of `api` does them.
  for (const { id, partId, secret } of parts) {
    const redacted = await client.conversations.redactConversationPart({
      ...{ type: 'conversation_part', conversation_id: id, conversation_part_id: partId },
    })
    expect(JSON.stringify(redacted.conversation_parts)).not.toContain(secret)
  }
  const own = await poll(limited, token)
  expect([404, 429]).toContain(own.status)
})
