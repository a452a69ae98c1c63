import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Redis } from 'ioredis'
import { describe, expect, onTestFinished } from 'vitest'
import { test } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { NO_REDIS, startRedis, type RedisServer } from '../redis-server.ts'

/** A program as its author writes it: it ends by itself, and says so last. */
const PROGRAM = `
  const { openUnsaid } = await import('./src/library/open-unsaid.ts')
  const unsaid = await openUnsaid()
  const { id } = await unsaid.redact({ type: 'source', conversation_id: 1, source_id: 2 })
  const waiting = unsaid.wait(id)
  await unsaid.wait(id, { timeout: 20 })
  await unsaid.close()
  await waiting.catch(() => undefined)
  console.log('closed')
`

/** The same, but it closes when it is told to. */
const WAITING = `
  const { openUnsaid } = await import('./src/library/open-unsaid.ts')
  const unsaid = await openUnsaid()
  await unsaid.redact({ type: 'source', conversation_id: 1, source_id: 2 })
  for await (const _ of process.stdin);
  await unsaid.close()
  console.log('closed')
`

function run(program: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  }
  const end = async () => ({ end: await once(child, 'close'), said: said.join('') })
  return { tell: () => child.stdin.end(), ended: end() }
}

const CLOSED = { end: [0, null], said: 'closed\n' }

describeBackends('a program that closed the library', (kind) => {
  test('ends by itself', async ({ database }) => {
    const redis = kind === 'redis' ? await startRedis() : undefined
    onTestFinished(() => redis?.stop())
    const { ended } = run(PROGRAM, {
      DATABASE_URL: database.url,
      ...(redis && { REDIS_URL: redis.url }),
    })
    expect(await ended).toEqual(CLOSED)
  })
})

const FAULTS = {
  'is away': async (redis: RedisServer) => redis.kill(),
  'says nothing': async ({ pid }: RedisServer) => {
    process.kill(pid!, 'SIGSTOP')
    onTestFinished(() => void process.kill(pid!, 'SIGCONT'))
  },
}

describe.each(Object.entries(FAULTS))(
  'a program that closed the library while Redis %s',
  (_, fail) => {
    test('ends by itself', async ({ database, skip }) => {
      const redis = await startRedis()
      if (!redis) return skip(NO_REDIS)
      onTestFinished(() => redis.stop())
      const { tell, ended } = run(WAITING, { DATABASE_URL: database.url, REDIS_URL: redis.url })
      await deliveredTo(redis)
      await fail(redis)
      tell()
      expect(await ended).toEqual(CLOSED)
    })
  },
)

async function deliveredTo({ url }: RedisServer): Promise<void> {
  const client = new Redis(url)
  await expect.poll(() => client.dbsize()).toBeGreaterThan(0)
  client.disconnect()
}
