import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newToken } from '../../src/access/access-token.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { startRedis } from '../redis-server.ts'
import { storeConversation } from './store-conversation.ts'
import { startUnsaid, type UnsaidProcess } from './unsaid-process.ts'

/** Callers at once; `UNSAID_CALLERS` asks for another number, and for figures. */
const CALLERS = Number(process.env['UNSAID_CALLERS'] ?? 200)

/** Cuts every connection that listens for outcomes. @returns how many there were */
async function cutListeners({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query like 'listen "unsaid\\_%'`.execute(admin)
  return rows.length
}

describeBackends('two API and two worker processes', (backend) => {
  const token = newToken()
  const close: (() => Promise<unknown>)[] = []
  let database: TestDatabase
  let apis: UnsaidProcess[]

  beforeAll(async () => {
    const made = await createTestDatabase()
    database = made.database
    close.unshift(made.close)
    const env: Record<string, string> = {
      UNSAID_BOOTSTRAP_TOKEN: token,
      DATABASE_URL: database.url,
    }
    if (backend === 'redis') {
      // A process's prefix is fixed: on the Redis of this run others would take its jobs.
      const redis = await startRedis()
      env['REDIS_URL'] = redis!.url
      close.unshift(() => redis!.stop())
    }
    const start = async (command: 'api' | 'worker') => {
      const started = await startUnsaid(env, command)
      close.unshift(() => started.stop())
      return started
    }
    apis = await Promise.all([start('api'), start('api')])
    await Promise.all([start('worker'), start('worker')])
  })

  afterAll(async () => {
    for (const step of close) await step()
  })

  async function redactAt({ address }: UnsaidProcess, body: unknown) {
    const since = performance.now()
    const reply = await fetch(`${address}/conversations/redact`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    const text = await reply.text()
    return { status: reply.status, text, ms: performance.now() - since }
  }

  test('answer every caller where he asked, though the connections that listen are cut', async () => {
    const stored = await Promise.all(
      Array.from({ length: CALLERS }, () => storeConversation(database)),
    )
    await expect.poll(() => cutListeners(database)).toBeGreaterThan(0)
    const asked = stored.map((one, nth) => redactAt(apis[nth % 2]!, one.redactSource))
    const cuts = Promise.race([Promise.all(asked), asked[0]]).then(() => cutListeners(database))
    const replies = await Promise.all(asked)
    await cuts
    replies.forEach(({ status, text }, nth) => {
      expect(status).toBe(200)
      const { id, source } = JSON.parse(text)
      expect([id, source.redacted]).toEqual([stored[nth]!.id, true])
    })
    if (process.env['UNSAID_CALLERS'] === undefined) return
    const times = replies.map(({ ms }) => Math.round(ms)).sort((a, b) => a - b)
    const at = (part: number) => times[Math.floor((times.length - 1) * part)]
    process.stdout.write(
      `${backend}: ${JSON.stringify({ CALLERS, p50: at(0.5), p99: at(0.99) })}\n`,
    )
  })
})
