import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { readStatus } from '../../src/status/read-status.ts'
import { watchProgress } from '../../src/status/watch-progress.ts'
import { createLogger } from '../../src/logger.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { createTestDatabase, type TestDatabase, test } from '../database-test.ts'
import { closeGate } from '../scene/chunk-gate.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { holdPart } from '../workers/held-part.ts'
import { acceptAll, asAdmin } from '../workers/job-rows.ts'

const READER = { baseUrl: 'https://example.com', mayReadText: true }
const logger = createLogger('silent')

async function waitsFor({ db }: TestDatabase, job: string, workspace = 'default') {
  return (await readStatus(db, workspace, job, READER))?.waits_for
}

/** Unix seconds, as the database has them. */
async function dueAt({ admin }: TestDatabase, job: string): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select floor(extract(epoch from min(due_at)))::integer as due from wakeup
     where job_id = ${job}`.execute(admin)
  return rows[0]!.due
}

/** Has whatever was delivered be delivered so many seconds ago. */
function letPass(database: TestDatabase, seconds: number): Promise<void> {
  const ago = `interval '${String(seconds)} seconds'`
  return asAdmin(
    database,
    `update wakeup set due_at = due_at - ${ago} where not waits`,
    `update job set created_at = created_at - ${ago} where finished_at is null`,
  )
}

test('a job that no worker works on tells when it is delivered again', async ({ database }) => {
  const list = await acceptedList(database.db, [{}, {}])
  const [single] = await acceptAll(database, [partOf(0, 0)])
  for (const job of [list, single!]) expect(await waitsFor(database, job)).toBeUndefined()
  await letPass(database, 6)
  for (const job of [list, single!]) {
    const again_at = await dueAt(database, job)
    expect(await waitsFor(database, job)).toEqual({ reason: 'worker', again_at })
  }
  // The dispatcher delivered it once more: it is on its way again.
  await asAdmin(
    database,
    `update wakeup set deliveries = 1, due_at = now() + interval '29 seconds'`,
  )
  expect(await waitsFor(database, list)).toBeUndefined()
  await runChunk(database.db, 'default', { job: list, chunk: 1 }, logger)
  const ended = await readStatus(database.db, 'default', list, READER)
  expect(ended).toMatchObject({ state: 'completed_with_errors' })
  expect(ended).not.toHaveProperty('waits_for')
})

test('a job whose chunk is worked on for long waits for nothing', async () => {
  const { database, close } = await createTestDatabase()
  await storeConversations(database.db, { conversations: 1, parts: 2 })
  const gate = await closeGate(database, 0)
  const job = await acceptedList(database.db, [bodyOf(partOf(0, 0))])
  await letPass(database, 6)
  const running = runChunk(database.db, 'default', { job, chunk: 1 }, logger)
  await gate.waiting()
  expect(await waitsFor(database, job)).toBeUndefined()
  await gate.open(10)
  await running
  await close()
})

test('a job behind others of its workspace tells how many come before it', async ({ database }) => {
  const { db } = database
  await createWorkspace(db, 'crowded')
  const jobs: string[] = []
  for (let at = 0; at < 4; at++) {
    jobs.push(await acceptedList(db, [{}], { workspace: 'crowded', lanes: 1 }))
  }
  await acceptedList(db, [{}], { lanes: 1 })
  const waits = await Promise.all(jobs.map((job) => waitsFor(database, job, 'crowded')))
  expect(waits).toEqual([
    ...[undefined, undefined],
    ...[2, 3].map((jobs_before) => ({ reason: 'turn', jobs_before })),
  ])
})

test('a job whose rows somebody holds says so', async () => {
  const { database, close } = await createTestDatabase()
  await storeConversations(database.db, { conversations: 1, parts: 2 })
  const holder = await holdPart(database, 'p0-0')
  const job = await acceptedList(database.db, [bodyOf(partOf(0, 0))])
  await runChunk(database.db, 'default', { job, chunk: 1 }, logger)
  const again_at = await dueAt(database, job)
  expect(await waitsFor(database, job)).toEqual({ reason: 'held_rows', again_at })
  await holder.end()
  await close()
})

test('whoever follows a job is told', async ({ database }) => {
  const watch = watchProgress(database.db, logger, 10)
  onTestFinished(() => watch.close())
  const job = await acceptedList(database.db, [{}])
  await letPass(database, 6)
  for await (const { wait } of watch.follow('default', job, new AbortController().signal)) {
    expect(wait).toMatchObject({ reason: 'worker' })
    break
  }
})
