import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import type { Trx } from '../../src/database/in-workspace.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { createLogger } from '../../src/logger.ts'
import { watchOutcomes, type OutcomeWatch } from '../../src/status/watch-outcomes.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { endJob } from '../jobs/end-job.ts'

/** Longer than any test runs: who is answered was not merely given up on. */
const LONG = 300_000

function openWatch({ db, url }: TestDatabase): OutcomeWatch {
  const watch = watchOutcomes(db, { url }, createLogger('silent'))
  onTestFinished(() => watch.close())
  return watch
}

async function acceptJob({ db }: TestDatabase, waiter?: string, workspace = 'default') {
  const ids = { conversationId: randomUUID(), conversationPartId: randomUUID() }
  const request = { type: 'conversation_part', ...ids } as const
  const ask = { request, requestedBy: 'library', ...(waiter !== undefined && { waiter }) }
  const [job] = await acceptRedactions(db, workspace, [ask])
  return job!
}

/** Reads a job's outcome in a transaction of somebody else's. */
const outcomeOf = (job: string) => async (trx: Trx) => {
  const found = trx.selectFrom('job').select('outcome').where('id', '=', job)
  return (await found.executeTakeFirst())?.outcome
}

const NOT_FOUND = { kind: 'not_found', code: null } as const

/** The server processes that listen for this watch. */
async function listeners({ admin }: TestDatabase, { waiter }: OutcomeWatch): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where query = ${`listen "unsaid_${waiter}"`}`.execute(admin)
  return rows.map((row) => row.pid)
}

async function untilListening(database: TestDatabase, watch: OutcomeWatch): Promise<number> {
  await expect.poll(() => listeners(database, watch)).toHaveLength(1)
  return (await listeners(database, watch))[0]!
}

test('of two processes each learns of its own jobs', async ({ database }) => {
  const [one, other] = [openWatch(database), openWatch(database)]
  expect(one.waiter).not.toBe(other.waiter)
  const jobs = { one: await acceptJob(database, one.waiter), other: await acceptJob(database) }
  const waits = [
    one.wait('default', jobs.one, LONG),
    other.wait('default', jobs.other, LONG),
  ] as const

  await endJob(database.db, jobs.other, NOT_FOUND, { waiter: other.waiter })
  expect((await waits[1])?.id).toBe(jobs.other)
  await endJob(database.db, jobs.one, NOT_FOUND, { waiter: one.waiter })
  expect(await waits[0]).toMatchObject({ id: jobs.one, outcome: 'not_found' })
})

test('all who wait for one job are answered, whatever process they wait in', async ({
  database,
}) => {
  const [one, other] = [openWatch(database), openWatch(database)]
  const job = await acceptJob(database, one.waiter)
  const waits = [one, one, other].map((watch) => watch.wait('default', job, LONG))
  await endJob(database.db, job, NOT_FOUND, { waiter: one.waiter })
  const found = await Promise.all(waits)
  expect(found.map((stored) => stored?.id)).toEqual([job, job, job])
})

test('a job that has ended already is answered at once', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database, watch.waiter)
  await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
  expect((await watch.wait('default', job, LONG))?.outcome).toBe('not_found')
})

test('a new job is waited for, also when nobody is told of its end', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database)
  const waiting = watch.waitAndRead('default', job, LONG, outcomeOf(job))
  await endJob(database.db, job, NOT_FOUND)
  expect((await waiting)?.job.outcome).toBe('not_found')
})

test('who waits alone for a new job has something read as it is with its outcome', async ({
  database,
}) => {
  const watch = openWatch(database)
  const job = await acceptJob(database, watch.waiter)
  const waiting = watch.waitAndRead('default', job, LONG, outcomeOf(job))
  await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
  expect(await waiting).toMatchObject({ job: { id: job }, read: 'not_found' })
})

test('of many who wait each has his own read, or nothing', async ({ database }) => {
  const watch = openWatch(database)
  const jobs = await Promise.all([1, 2, 3].map(() => acceptJob(database, watch.waiter)))
  const waits = [...jobs, jobs[0]!].map((job, at) =>
    watch.waitAndRead('default', job, LONG, async () => at),
  )
  for (const job of jobs) await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
  const answers = await Promise.all(waits)
  expect(answers.map((one) => one?.job.id)).toEqual([...jobs, jobs[0]])
  for (const [at, one] of answers.entries()) expect([undefined, at]).toContain(one?.read)
})

test('what can not be read with a job does not keep its outcome back', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database)
  const waiting = watch.waitAndRead('default', job, LONG, async () => {
    throw new Error('it can not be read')
  })
  await endJob(database.db, job, NOT_FOUND)
  expect(await waiting).toMatchObject({ job: { id: job, outcome: 'not_found' }, read: undefined })
})

test('a job that does not end is given up on', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database, watch.waiter)
  expect(await watch.wait('default', job, 50)).toBeUndefined()
})

test('giving up on a job leaves others who wait for it alone', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database, watch.waiter)
  const patient = watch.wait('default', job, LONG)
  expect(await watch.wait('default', job, 50)).toBeUndefined()
  await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
  expect((await patient)?.id).toBe(job)
})

test("another workspace's job of the same id is not an answer", async ({ database }) => {
  const other = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(database.db, other)
  const watch = openWatch(database)
  const job = await acceptJob(database, watch.waiter)
  const stranger = watch.wait(other, job, 1_000)
  const owner = watch.wait('default', job, LONG)
  await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
  expect((await owner)?.id).toBe(job)
  expect(await stranger).toBeUndefined()
})

test('an outcome is learned of without its notification, too', async ({ database }) => {
  const watch = openWatch(database)
  const job = await acceptJob(database)
  const waiting = watch.wait('default', job, LONG)
  await endJob(database.db, job, NOT_FOUND, { waiter: null })
  expect((await waiting)?.id).toBe(job)
})

test('a connection that is lost is opened again, and outcomes are learned of all the while', async ({
  database,
}) => {
  const watch = openWatch(database)
  for (let round = 1; round <= 3; round++) {
    const pid = await untilListening(database, watch)
    const job = await acceptJob(database, watch.waiter)
    const waiting = watch.wait('default', job, LONG)
    await sql`select pg_terminate_backend(${pid}, 5000)`.execute(database.admin)
    await endJob(database.db, job, NOT_FOUND, { waiter: watch.waiter })
    expect((await waiting)?.id).toBe(job)
    expect(await untilListening(database, watch)).not.toBe(pid)
  }
})

test('close answers those who wait, and those who come after', async ({ database }) => {
  const watch = openWatch(database)
  await untilListening(database, watch)
  const jobs = [await acceptJob(database), await acceptJob(database)]
  const waits = jobs.map((job) => watch.wait('default', job, LONG))
  await watch.close()
  expect(await Promise.all(waits)).toEqual([undefined, undefined])
  expect(await watch.wait('default', jobs[0]!, LONG)).toBeUndefined()
  expect(await listeners(database, watch)).toEqual([])
})

test('close comes to an end while the connection is still being made', async ({ database }) => {
  const watch = openWatch(database)
  await watch.close()
  expect(await listeners(database, watch)).toEqual([])
})

test('close comes to an end while Postgres is away', async ({ database }) => {
  const away = { ...database, url: 'postgres://nobody@127.0.0.1:1/none' }
  const watch = openWatch(away)
  const job = await acceptJob(database)
  const waiting = watch.wait('default', job, LONG)
  await watch.close()
  expect(await waiting).toBeUndefined()
})
