import { sql } from 'kysely'
import { describe, expect, onTestFinished, type TestAPI } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { chunkStartName, noteStart } from '../../src/jobs/job-starts.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { QUEUES } from '../../src/queue/names.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { createLater } from '../../workers/chunks/later.ts'
import { createChunkHandler } from '../../workers/chunks/run-chunk-delivery.ts'
import { test as base, createTestDatabase, type TestDatabase } from '../database-test.ts'
import { cuttableProxy } from '../scene/raw-cuttable-proxy.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { acceptedList, outcomesOfItems } from '../bulk/accepted-list.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { holdPart } from './held-part.ts'

const logger = createLogger('silent')

const MOST_SOLO_STARTS = 5

/** A database of the test's own, with conversations to redact. */
const test: TestAPI<{ own: TestDatabase }> = base.extend<{ own: TestDatabase }>({
  own: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 3, parts: 3 })
    await use(database)
    await close()
  },
})

/** Three chunks of two items; the lanes let all be delivered at once. */
function acceptThreeChunks({ db }: TestDatabase): Promise<string> {
  const parts = [0, 1, 2].flatMap((index) => [partOf(index, 0), partOf(index, 1)])
  return acceptedList(db, parts.map(bodyOf), { chunkSize: 2, lanes: 3 })
}

/** A worker process's side, with connections of its own; every delivery is a repeated one. */
function worker({ url, appRole, backend }: TestDatabase, port = Number(new URL(url).port)) {
  const way = new URL(url)
  way.port = String(port)
  const db = openDatabase({ url: way.href, appRole, max: 4 })
  onTestFinished(() => db.destroy())
  const queue = openDeliveryQueue(QUEUES.erasures, backend('postgres'), logger)
  onTestFinished(() => queue.close())
  const mayStart = () => Promise.resolve()
  const handle = createChunkHandler({ db, logger, queue, lanes: 1, mayStart, later: createLater() })
  return (job: string, chunk: number) => handle({ v: 1, w: 'default', job, chunk, repeated: true })
}

interface Deaths {
  readonly solo: boolean
  readonly times: number
}

async function noteDeaths({ db }: TestDatabase, names: string[], { solo, times }: Deaths) {
  for (let death = 0; death < times; death++) await noteStart(db, 'default', names, solo)
}

async function starts({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ notes: number }>`
    select count(*)::int as notes from job_start`.execute(admin)
  return rows[0]!.notes
}

/** A run that has noted its start. One that met a broken connection is delivered again. */
async function startedRun(database: TestDatabase, run: () => Promise<unknown>) {
  for (;;) {
    let isOver = false
    const end = run().finally(() => (isOver = true))
    const isStarted = async () => (await starts(database)) === 2
    const look = async () => ({ started: await isStarted(), over: isOver })
    const { started } = await pollUntil(look, (seen) => seen.started || seen.over, { every: 10 })
    if (started) return { end }
  }
}

describe('a chunk that is delivered again', () => {
  test('runs, and leaves no start behind', async ({ own: database }) => {
    const job = await acceptThreeChunks(database)
    const run = worker(database)
    await Promise.all([1, 2, 3].map((chunk) => run(job, chunk)))
    expect((await findJob(database.db, 'default', job))?.state).toBe('succeeded')
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('is not condemned by three deaths that were not its fault', async ({ own: database }) => {
    const job = await acceptThreeChunks(database)
    const name = chunkStartName(job, 2)
    await noteDeaths(database, [name], { solo: false, times: 2 * MOST_SOLO_STARTS })
    await noteDeaths(database, [name], { solo: true, times: 3 })
    const run = worker(database)
    for (const chunk of [1, 2, 3]) await run(job, chunk)
    expect(await outcomesOfItems(database.db, job)).toEqual(Array(6).fill('redacted'))
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('is given up after five starts alone, and no other chunk is', async ({ own: database }) => {
    const job = await acceptThreeChunks(database)
    const name = chunkStartName(job, 2)
    await noteDeaths(database, [name], { solo: false, times: 1 })
    await noteDeaths(database, [name], { solo: true, times: MOST_SOLO_STARTS })
    const run = worker(database)
    for (const chunk of [1, 2, 3]) await run(job, chunk)
    expect(await outcomesOfItems(database.db, job)).toEqual([
      ...Array(2).fill('redacted'),
      ...Array(2).fill('failed/server_error'),
      ...Array(2).fill('redacted'),
    ])
    expect((await findJob(database.db, 'default', job))?.state).toBe('completed_with_errors')
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('is not condemned by losses of Postgres while it runs', async ({ own: database }) => {
    const holder = await holdPart(database, 'p1-0')
    const job = await acceptThreeChunks(database)
    await noteDeaths(database, [chunkStartName(job, 2)], { solo: false, times: 1 })

    const proxy = await cuttableProxy(Number(new URL(database.url).port))
    const run = worker(database, proxy.port)
    for (let loss = 0; loss <= MOST_SOLO_STARTS; loss++) {
      const handled = await startedRun(database, () => run(job, 2))
      await proxy.cut()
      expect(await handled.end).toBe('away')
      await proxy.mend()
      // The process lives, so its note goes; that of the one that died stays.
      await pollUntil(
        () => starts(database),
        (notes) => notes === 1,
      )
    }
    await holder.end()
    for (const chunk of [1, 2, 3]) await run(job, chunk)
    expect(await outcomesOfItems(database.db, job)).toEqual(Array(6).fill('redacted'))
    expect(await disagreements(database)).toEqual(NONE)
  })
})
