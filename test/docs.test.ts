import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { startWorker } from '../workers/start-worker.ts'
import { createLogger } from '../src/logger.ts'
import { watchOutcomes } from '../src/status/watch-outcomes.ts'
import { environmentOf } from './cli/database-environment.ts'
import { MANY_COMMANDS, ROOT, runUnsaid, start, TSX } from './cli/run-unsaid.ts'
import { test, type TestDatabase } from './database-test.ts'
import { NO_REDIS, startRedis } from './redis-server.ts'

const doors = readFileSync(new URL('../docs/doors.md', import.meta.url), 'utf8')
const LIBRARY = pathToFileURL(`${ROOT}/src/library/open-unsaid.ts`).href
const SAMPLES = 'src/demo/samples/demo.json'

/** The example whose code holds this text. */
function example(text: string): string {
  const blocks = [...doors.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block)
  const found = blocks.filter((block) => block.includes(text))
  expect(found, text).toHaveLength(1)
  return found[0]!.replace(`from 'unsaid'`, `from '${LIBRARY}'`)
}

async function runExample(text: string, env: Record<string, string>): Promise<string> {
  const args = ['--import', TSX, '--input-type=module', '-e', example(text)]
  const { code, stdout, stderr } = await start(process.execPath, args, { env }).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trim()
}

/** The database's URL for a login that has a table of its own and may accept work. */
async function shopUrl({ admin, url }: TestDatabase): Promise<string> {
  const [login, password] = [`shop_${randomUUID().slice(0, 8)}`, randomUUID()]
  await sql`create role ${sql.id(login)} login password ${sql.lit(password)}`.execute(admin)
  await sql`create table if not exists public.ticket (id int, state text)`.execute(admin)
  await sql`grant select, update on public.ticket to ${sql.id(login)}`.execute(admin)
  await sql`grant unsaid_producer to ${sql.id(login)}`.execute(admin)
  onTestFinished(async () => {
    await sql`drop owned by ${sql.id(login)}`.execute(admin)
    await sql`drop role ${sql.id(login)}`.execute(admin)
  })
  const own = new URL(url)
  own.username = login
  own.password = password
  return own.href
}

async function withWorker<T>(
  { db, url, appRole }: TestDatabase,
  redisUrl: string | undefined,
  work: (outcomeOf: (id: string) => Promise<string | null | undefined>) => Promise<T>,
): Promise<T> {
  const logger = createLogger('silent')
  const backend =
    redisUrl === undefined
      ? ({ kind: 'postgres', url, appRole } as const)
      : ({ kind: 'redis', url: redisUrl } as const)
  const outcomes = watchOutcomes(db, { url }, logger)
  const worker = startWorker({ db, backend, logger })
  try {
    return await work(async (id) => (await outcomes.wait('default', id, 30_000))?.outcome)
  } finally {
    await worker.close()
    await outcomes.close()
  }
}

describe('the examples of docs/doors.md', { timeout: MANY_COMMANDS }, () => {
  test('the library redacts and waits', async ({ database }) => {
    const env = environmentOf(database)
    await runUnsaid(['import', SAMPLES], { env })
    const said = await withWorker(database, undefined, () => runExample('unsaid.wait(', env))

    expect(said).toBe('success')
  })

  test.for(['new Kysely(', 'trx: client'])(
    'a job is accepted inside a transaction of %s',
    async (text, { database }) => {
      const env = { ...environmentOf(database), SHOP_DATABASE_URL: await shopUrl(database) }

      expect(await runExample(text, env)).toBe('pending')
    },
  )

  test('a raw job on Postgres is done', async ({ database }) => {
    const env = environmentOf(database)
    await runUnsaid(['import', SAMPLES], { env })
    await withWorker(database, undefined, async (outcomeOf) => {
      await runExample('createPostgresBackend', env)
      expect(await outcomeOf('ticket-4713')).toMatch(/redacted$/)
    })
  })

  test('a raw job on Redis is done', async ({ database, skip }) => {
    const redis = await startRedis()
    if (!redis) return skip(NO_REDIS)
    await runUnsaid(['import', SAMPLES], { env: environmentOf(database) })
    await withWorker(database, redis.url, async (outcomeOf) => {
      await runExample(`prefix: '{unsaid}'`, { REDIS_URL: redis.url })
      expect(await outcomeOf('ticket-4711')).toMatch(/redacted$/)
    })
    await redis.stop()
  })
})
