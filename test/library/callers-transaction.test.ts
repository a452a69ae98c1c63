import { randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { MissingGrant, openUnsaid, UnknownWorkspace } from '../../src/library/open-unsaid.ts'
import type { RedactOptions } from '../../src/library/open-unsaid.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { onServer, withLogin } from '../postgres-server.ts'
import { storeMessages } from '../queue/raw-messages.ts'
import { lookAtQueue } from '../queue/raw-queue.ts'

const logger = createLogger('silent')
const nowhere = { type: 'source', conversation_id: '1', source_id: '2' } as const

/** What a caller has: a transaction, how to end it, and how to speak in it. */
interface Begun {
  readonly trx: NonNullable<RedactOptions['trx']>
  say(statement: string): Promise<unknown[]>
}

const CALLERS = { kysely: withKysely, 'node-postgres': withNodePostgres } as const

describe.for(['kysely', 'node-postgres'] as const)('inside a transaction of %s', (kind) => {
  const begin = CALLERS[kind]

  test('what is committed is redacted, without a word to the queue', async ({ database }) => {
    const { unsaid, url } = await open(database)
    const [, part] = await storeMessages(database.db, 1)
    const id = await begin(url, async ({ trx, say }) => {
      const accepted = await unsaid.redact(part!, { trx, reason: 'gdpr' })
      expect(await unsaid.status(accepted.id)).toBeUndefined() // not committed yet
      await say('commit')
      return accepted.id
    })
    expect(await unsaid.status(id)).toMatchObject({ status: 'pending' })
    const waiting = await lookAtQueue(database.backend('postgres')).getJobCounts('wait')
    expect(waiting).toMatchObject({ wait: 0 })

    dispatch(database)
    expect(await unsaid.wait(id)).toMatchObject({ id, status: 'success' })
    expect(await ledgerReasons(database, id)).toEqual([['library', 'gdpr']])
  })

  test('what is rolled back never was', async ({ database }) => {
    const { unsaid, url } = await open(database)
    const before = await rowsLeft(database)
    await begin(url, async ({ trx, say }) => {
      await unsaid.redact(nowhere, { trx })
      await say('rollback')
    })
    expect(await rowsLeft(database)).toEqual(before)
  })

  test('a savepoint takes back its own requests only', async ({ database }) => {
    const { unsaid, url } = await open(database)
    const ids = await begin(url, async ({ trx, say }) => {
      const kept = await unsaid.redact(nowhere, { trx })
      await say('savepoint here')
      const gone = await unsaid.redact(nowhere, { trx })
      await expect(unsaid.redact(nowhere, { trx, workspace: 'nobody' })).rejects.toThrow(
        UnknownWorkspace,
      )
      await say('rollback to savepoint here')
      await say('commit')
      return [kept.id, gone.id]
    })
    expect(await unsaid.status(ids[0]!)).toMatchObject({ id: ids[0] })
    expect(await unsaid.status(ids[1]!)).toBeUndefined()
  })

  test("the caller's own workspace setting is put back", async ({ database }) => {
    const { unsaid, url } = await open(database)
    const other = `w${randomBytes(4).toString('hex')}`
    await createWorkspace(database.db, other)
    await begin(url, async ({ trx, say }) => {
      const setting = "select current_setting('unsaid.workspace', true) as workspace"
      await say("select set_config('unsaid.workspace', 'elsewhere', true)")
      await unsaid.redact(nowhere, { trx, workspace: other })
      expect(await say(setting)).toEqual([{ workspace: 'elsewhere' }])
      await say('commit')
      expect(await say(setting)).toEqual([{ workspace: '' }])
    })
  })

  test('a login without the grant is told which one it needs', async ({ database }) => {
    const { unsaid } = await open(database)
    const { url } = await newLogin(database, '')
    await begin(url, async ({ trx, say }) => {
      const refused: unknown = await unsaid.redact(nowhere, { trx }).catch((e: unknown) => e)
      expect(refused).toBeInstanceOf(MissingGrant)
      expect((refused as Error).message).toContain('grant unsaid_producer')
      await say('rollback')
    })
  })
})

test('a producer may accept work, and nothing else', async ({ database }) => {
  const { url } = await open(database)
  await withNodePostgres(url, async ({ say }) => {
    await say('rollback')
    const { rows: tables } = await sql<{ name: string }>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('unsaid', 'unsaid_queue')`.execute(database.admin)
    expect(tables.length).toBeGreaterThan(12)
    for (const { name } of tables) {
      await expect(say(`select from ${name}`), name).rejects.toMatchObject({ code: '42501' })
      await expect(say(`delete from ${name}`), name).rejects.toMatchObject({ code: '42501' })
    }
    const { rows: allowed } = await sql<{ name: string }>`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('unsaid', 'unsaid_queue')
         and has_function_privilege('unsaid_producer', p.oid, 'execute')`.execute(database.admin)
    expect(allowed).toEqual([{ name: 'accept' }])
    await expect(say('select unsaid.workspaces()')).rejects.toMatchObject({ code: '42501' })
    await expect(say('set role unsaid_app')).rejects.toMatchObject({ code: '42501' })
    await expect(say('create table unsaid.mine ()')).rejects.toMatchObject({ code: '42501' })
  })
})

test('a job that a producer names unlike any job does not stop the others', async ({
  database,
}) => {
  const { unsaid, url } = await open(database)
  const [part] = await storeMessages(database.db, 1)
  const ask = JSON.stringify({ id: 'no such / id', ...nowhere, target_id: '2' })
  const id = await withNodePostgres(url, async ({ trx, say }) => {
    await say('savepoint made_up')
    // The store may refuse it, too.
    await say(`select unsaid.accept('default', array['${ask}']::jsonb[])`).catch(() =>
      say('rollback to savepoint made_up'),
    )
    const accepted = await unsaid.redact(part!, { trx })
    await say('commit')
    return accepted.id
  })
  dispatch(database)
  expect(await unsaid.wait(id)).toMatchObject({ id, status: 'success' })
})

test('what is no transaction is refused: no rollback of it would reach the job', async ({
  database,
}) => {
  const { unsaid, url } = await open(database)
  const pool = new pg.Pool({ connectionString: url })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(() => db.destroy())
  const before = await rowsLeft(database)
  await expect(unsaid.redact(nowhere, { trx: db })).rejects.toThrow(TypeError)
  await expect(unsaid.redact(nowhere, { trx: pool })).rejects.toThrow(TypeError)
  expect(await rowsLeft(database)).toEqual(before)
})

/** The library, and the URL of a login that is a producer and no more. */
async function open(database: TestDatabase) {
  const unsaid = await openUnsaid({ databaseUrl: database.url })
  onTestFinished(() => unsaid.close())
  const { url } = await newLogin(database, 'in role unsaid_producer')
  return { unsaid, url }
}

async function newLogin(database: TestDatabase, attributes: string): Promise<{ url: string }> {
  const { adminUrl } = inject('postgres')
  const name = `caller_${randomBytes(6).toString('hex')}`
  await onServer(adminUrl, `create role ${name} login ${attributes} password 'secret'`)
  onTestFinished(() => onServer(adminUrl, `drop role ${name}`))
  return { url: withLogin(database.url, name, 'secret') }
}

/** A worker whose dispatcher does not make a test wait for its rounds. */
function dispatch(database: TestDatabase): void {
  const { db } = database
  const backend = database.backend('postgres')
  const worker = startWorker({ db, backend, logger, dispatchEvery: 50 })
  onTestFinished(() => worker.close())
}

async function withNodePostgres<T>(url: string, work: (begun: Begun) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    return await work({
      trx: client,
      say: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
    })
  } finally {
    await client.end()
  }
}

/** Ended by `say`, like the other, and so Kysely's own commit ends nothing more. */
async function withKysely<T>(url: string, work: (begun: Begun) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await db.transaction().execute((trx) =>
      work({
        trx,
        say: async (statement) => (await sql.raw(statement).execute(trx)).rows,
      }),
    )
  } finally {
    await db.destroy()
  }
}

async function rowsLeft({ admin }: TestDatabase) {
  const { rows } = await sql`
    select (select count(*) from job) as jobs, (select count(*) from wakeup) as wakeups`.execute(
    admin,
  )
  return rows
}

async function ledgerReasons({ admin }: TestDatabase, job: string) {
  const { rows } = await sql<{ by: string; reason: string }>`
    select record ->> 1 as by, record ->> 2 as reason
      from ledger_entry cross join jsonb_array_elements(records) as record
     where record ->> 0 = ${job}`.execute(admin)
  return rows.map(({ by, reason }) => [by, reason])
}
