import { sql } from 'kysely'
import { describe, expect, type TestAPI } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test as base, createTestDatabase, type TestDatabase } from '../database-test.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList, endOf, outcomesOfItems } from '../bulk/accepted-list.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { holdPart } from './held-part.ts'
import { asAdmin } from './job-rows.ts'

const logger = createLogger('silent')

const MOST_RESTS = 5

/** A database of the test's own, with conversations to redact. */
const test: TestAPI<{ own: TestDatabase }> = base.extend<{ own: TestDatabase }>({
  own: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 2, parts: 3 })
    await use(database)
    await close()
  },
})

/** Two chunks of two items. */
function acceptTwoChunks({ db }: TestDatabase): Promise<string> {
  const parts = [0, 1].flatMap((index) => [partOf(index, 0), partOf(index, 1)])
  return acceptedList(db, parts.map(bodyOf), { chunkSize: 2 })
}

/** Seconds until the chunks that still need a worker are delivered again. */
async function rests({ admin }: TestDatabase): Promise<{ chunk: number; seconds: number }[]> {
  const { rows } = await sql<{ chunk: number; seconds: number }>`
    select chunk, ceil(extract(epoch from due_at - now()))::int as seconds from wakeup`.execute(
    admin,
  )
  return rows
}

describe('a chunk of which somebody holds a row', () => {
  test('rests, and is done once the row is let go', async ({ own: database }) => {
    const { db, backend } = database
    const holder = await holdPart(database, 'p1-0')
    const job = await acceptTwoChunks(database)
    await asAdmin(database, `update wakeup set due_at = now() + interval '1 hour'`)
    await runChunk(db, 'default', { job, chunk: 2 }, logger)
    await runChunk(db, 'default', { job, chunk: 1 }, logger)
    expect(await outcomesOfItems(db, job)).toEqual(['redacted', 'redacted', 'none', 'none'])
    const [rest, ...others] = await rests(database)
    expect(rest?.chunk).toBe(2)
    expect(rest?.seconds).toBeLessThanOrEqual(5)
    expect(others).toEqual([])

    await holder.end()
    await asAdmin(database, `update wakeup set due_at = now()`)
    const settings = { backend: backend('postgres'), logger, lanes: 2, dispatchEvery: 200 }
    const worker = startWorker({ db, ...settings })
    try {
      expect((await endOf(database, job)).state).toBe('succeeded')
    } finally {
      await worker.close()
    }
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('has that item fail alone when it has rested often enough', async ({ own: database }) => {
    const { db } = database
    const holder = await holdPart(database, 'p1-0')
    const job = await acceptTwoChunks(database)
    // An idle queue has the dispatcher hurry: it must not take the rests for new ones.
    await asAdmin(
      database,
      `update wakeup set rests = ${MOST_RESTS}, created_at = now() - interval '1 hour'`,
      `select hasten_wakeups('15 seconds', 100)`,
    )
    await runChunk(db, 'default', { job, chunk: 2 }, logger)
    await runChunk(db, 'default', { job, chunk: 1 }, logger)
    expect(await outcomesOfItems(db, job)).toEqual([
      ...['redacted', 'redacted'],
      ...['failed/service_unavailable', 'redacted'],
    ])
    expect((await findJob(db, 'default', job))?.state).toBe('completed_with_errors')
    await holder.end()
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('does not fail it for deliveries that no worker took', async ({ own: database }) => {
    const { db } = database
    const holder = await holdPart(database, 'p1-0')
    const job = await acceptTwoChunks(database)
    await asAdmin(database, `update wakeup set deliveries = 20`)
    await runChunk(db, 'default', { job, chunk: 2 }, logger)
    expect(await outcomesOfItems(db, job)).toEqual(Array(4).fill('none'))
    await holder.end()
    for (const chunk of [1, 2]) await runChunk(db, 'default', { job, chunk }, logger)
    expect(await outcomesOfItems(db, job)).toEqual(Array(4).fill('redacted'))
    expect(await disagreements(database)).toEqual(NONE)
  })
})
