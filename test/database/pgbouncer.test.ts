import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, onTestFinished, type TestContext } from 'vitest'
import { asApp } from '../../src/database/as-app.ts'
import { newPool, openDatabase } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { peerOf } from '../../src/database/peer.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { createLogger } from '../../src/logger.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { createTestDatabase, test, type TestDatabase } from '../database-test.ts'
import { disagreementsAtRest, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { storeConversations } from '../scene/stored-conversations.ts'
import { startWorkerProcess } from '../scene/worker-process.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { acceptedList, deliverAgain, endOf } from '../bulk/accepted-list.ts'
import { NO_PGBOUNCER, startPgbouncer, type PoolMode } from '../pgbouncer-server.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import { acceptAll, outcomeCounts } from '../workers/job-rows.ts'

async function pooledUrl(
  skip: TestContext['skip'],
  mode: PoolMode,
  database: TestDatabase,
  size = 20,
) {
  const urls = await startPgbouncer(mode, [database.url], { size })
  return urls?.[0] ?? skip(NO_PGBOUNCER)
}

async function ownDatabase(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

describe.for(['session', 'transaction'] as const)('behind PgBouncer in %s mode', (mode) => {
  test('many who share few connections keep to their own workspace and statements', async ({
    database,
    skip,
  }) => {
    const url = await pooledUrl(skip, mode, database, 2)
    const pools = Array.from({ length: mode === 'session' ? 2 : 6 }, () => {
      const db = openDatabase({ url, appRole: database.appRole, max: 1 })
      onTestFinished(() => db.destroy())
      return db
    })
    const ask = (at: number, workspace: string) =>
      inWorkspace(pools[at % pools.length]!, workspace, async (trx) => {
        // Each asks its statements in another order, as two processes would.
        const asked = at % 2 === 0 ? [sql`select ${at}::int as at`] : []
        for (const one of asked) await one.execute(trx)
        const { rows } = await sql`select current_setting('unsaid.workspace') as workspace,
          current_user as who, ${String(at)}::text as at`.execute(trx)
        return rows[0]
      })
    const all = Array.from({ length: 300 }, (_, at) => ask(at, `w${at % 7}`))
    expect(await Promise.all(all)).toEqual(
      all.map((_, at) => ({
        workspace: `w${at % 7}`,
        who: database.appRole,
        at: String(at),
      })),
    )
  })

  test('a connection is the app in each transaction, and nobody in between', async ({
    database,
    skip,
  }) => {
    const url = await pooledUrl(skip, mode, database)
    const pool = newPool({ connectionString: url, max: 1, pipeline: true })
    onTestFinished(() => pool.end())
    const who = 'select current_user as who, $1::int as asked'
    const client = await asApp(pool, database.appRole).connect()
    const asked = [{ who: database.appRole, asked: 1 }]
    expect((await client.query(who, [1])).rows).toEqual(asked)
    await client.query('begin', [])
    expect((await client.query(who, [1])).rows).toEqual(asked)
    await client.query('commit', [])
    client.release()
    const login = new URL(database.url).username
    expect((await pool.query(who, [1])).rows).toEqual([{ who: login, asked: 1 }])
  })

  test('it is told from Postgres itself', async ({ database, skip }) => {
    const url = await pooledUrl(skip, mode, database)
    const pooled = await Promise.all(
      [url, database.url].map(async (connectionString) => {
        const client = new pg.Client({ connectionString })
        await client.connect()
        const peer = await peerOf(client)
        await client.end()
        return peer.pooled
      }),
    )
    expect(pooled).toEqual([true, false])
  })

  test('a worker on Redis redacts what singles and a list ask for', async ({ skip }) => {
    const redis = (await startRedis()) ?? skip(NO_REDIS)
    onTestFinished(() => redis.stop())
    const database = await ownDatabase()
    await worksBehind(skip, mode, { database, redis: redis.url })
  })

  test('and one whose queue is on Postgres, by way of a direct URL', async ({ skip }) => {
    const database = await ownDatabase()
    await worksBehind(skip, mode, { database, redis: undefined })
  })

  test('commands work, and say so', async ({ skip }) => {
    const database = await ownDatabase()
    await storeConversations(database.db, { conversations: 1, parts: 3 })
    const env = {
      ...environmentOf(database),
      DATABASE_URL: await pooledUrl(skip, mode, database),
      UNSAID_DIRECT_DATABASE_URL: database.url,
    }
    const redacted = await runUnsaid(['redact', '--conversation-id', 'c0', '--part-id', 'p0-0'], {
      env,
    })
    expect(redacted.stderr).toBe('')
    expect(redacted.code).toBe(0)
    const doctor = await runUnsaid(['doctor'], { env })
    expect(doctor.stdout).toContain('works as unsaid_app')
    expect(doctor.code).toBe(0)
  })

  test('without Redis and a direct URL it refuses to start, in one sentence', async ({
    database,
    skip,
  }) => {
    const DATABASE_URL = await pooledUrl(skip, mode, database)
    const env = { ...environmentOf(database), DATABASE_URL }
    const { code, stderr } = await runUnsaid(['start'], { env })
    expect(JSON.parse(stderr)).toMatchObject({
      msg:
        "unsaid: the database's URL leads to a connection pooler: set UNSAID_DIRECT_DATABASE_URL to " +
        'Postgres itself, or REDIS_URL for the queue',
    })
    expect(code).not.toBe(0)
  })

  test('migrations refuse it, in one sentence', async ({ database, skip }) => {
    const urls = await startPgbouncer(mode, [database.url, database.ownerUrl])
    const [url, ownerUrl] = urls ?? skip(NO_PGBOUNCER)
    const env = { DATABASE_URL: url!, UNSAID_OWNER_DATABASE_URL: ownerUrl! }
    const { code, stderr } = await runUnsaid(['migrate'], { env })
    expect(stderr).toContain('leads to a connection pooler: set UNSAID_DIRECT_DATABASE_URL')
    expect(code).not.toBe(0)
  })
})

interface Behind {
  readonly database: TestDatabase
  readonly redis: string | undefined
}

async function worksBehind(skip: TestContext['skip'], mode: PoolMode, { database, redis }: Behind) {
  const url = await pooledUrl(skip, mode, database)
  const db = openDatabase({ url, appRole: database.appRole })
  onTestFinished(() => db.destroy())
  const backend = redis ? { kind: 'redis' as const, url: redis } : database.backend('postgres')
  const queue = openDeliveryQueue(QUEUES.redactions, backend, createLogger('silent'))
  const chunks = openDeliveryQueue(QUEUES.erasures, backend, createLogger('silent'))
  onTestFinished(async () => void (await Promise.all([queue.close(), chunks.close()])))
  const stock = await storeConversations(db, { conversations: 40, parts: 6 })
  const worker = startWorkerProcess({
    ...{ databaseUrl: url, redisUrl: redis },
    env: { UNSAID_DIRECT_DATABASE_URL: redis ? '' : database.url },
  })
  await worker.ready

  const list = await acceptedList(db, stock.sources.map(bodyOf), { chunkSize: 10 })
  await deliverAgain(database, chunks)
  const jobs = await acceptAll({ ...database, db }, stock.parts)
  await queue.deliver('default', jobs)
  await endOf(database, list)
  await pollUntil(
    () => outcomeCounts(database, jobs),
    ({ none = 0 }) => none === 0,
  )
  expect(await outcomeCounts(database, jobs)).toEqual({ redacted: jobs.length })
  expect(await disagreementsAtRest({ database, queue })).toEqual(NONE)
  worker.kill('SIGTERM')
  expect(await worker.exited).toEqual({ code: 0, signal: null })
}
