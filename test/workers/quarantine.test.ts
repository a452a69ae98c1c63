import { sql } from 'kysely'
import { describe, expect, onTestFinished, type TestAPI } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { noteStart } from '../../src/jobs/job-starts.ts'
import { createLogger } from '../../src/logger.ts'
import { createDeliveryHandler } from '../../workers/singles/run-delivery.ts'
import { createSingles } from '../../workers/singles/singles.ts'
import { test as base, createTestDatabase, type TestDatabase } from '../database-test.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { cutConnections, waitsForAPart } from './app-connections.ts'
import { holdPart } from './held-part.ts'
import { acceptAll, outcomeCounts, outcomesOf } from './job-rows.ts'

const logger = createLogger('silent')

const MOST_SOLO_STARTS = 5

/** A database of the test's own, with conversations to redact. */
const test: TestAPI<{ own: TestDatabase }> = base.extend<{ own: TestDatabase }>({
  own: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 10, parts: 4 })
    await use(database)
    await close()
  },
})

const parts = (count: number) =>
  Array.from({ length: count }, (_, at) => partOf(Math.floor(at / 3), at % 3))

/** A worker process's side, with connections of its own; every delivery is a repeated one. */
function worker({ url, appRole }: TestDatabase) {
  const db = openDatabase({ url, appRole, max: 4 })
  onTestFinished(() => db.destroy())
  const handle = createDeliveryHandler(createSingles(db, logger), logger)
  return (jobs: readonly string[]) => handle({ v: 1, w: 'default', jobs, repeated: true })
}

async function noteDeaths(
  { db }: TestDatabase,
  jobs: readonly string[],
  deaths: { solo: boolean; times: number },
): Promise<void> {
  for (let death = 0; death < deaths.times; death++) {
    await noteStart(db, 'default', jobs, deaths.solo)
  }
}

async function soloNotes({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ notes: number }>`
    select count(*)::int as notes from job_start where solo`.execute(admin)
  return rows[0]!.notes
}

describe('a repeated delivery', () => {
  test('runs its jobs and leaves no start behind', async ({ own: database }) => {
    const jobs = await acceptAll(database, parts(20))
    await worker(database)(jobs)
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 20 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('condemns nobody for the deaths of whole groups', async ({ own: database }) => {
    const jobs = await acceptAll(database, parts(20))
    await noteDeaths(database, jobs, { solo: false, times: 2 * MOST_SOLO_STARTS })
    await worker(database)(jobs)
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 20 })
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('gives a job up after five starts alone, and no other', async ({ own: database }) => {
    const jobs = await acceptAll(database, parts(20))
    const [killer, almost] = jobs as [string, string]
    await noteDeaths(database, jobs, { solo: false, times: 1 })
    await noteDeaths(database, [killer], { solo: true, times: MOST_SOLO_STARTS })
    await noteDeaths(database, [almost], { solo: true, times: MOST_SOLO_STARTS - 1 })
    await worker(database)(jobs)
    expect(await outcomesOf(database, [killer, almost])).toEqual([
      'failed/server_error',
      'redacted',
    ])
    expect(await outcomeCounts(database, jobs)).toEqual({ redacted: 19, 'failed/server_error': 1 })
    expect(await disagreements(database)).toEqual(NONE)
  })
})

describe('a suspect', () => {
  test('is not condemned by workers that run it at the same time', async ({ own: database }) => {
    const holder = await holdPart(database, 'p0-0')
    const jobs = await acceptAll(database, parts(1))
    await noteDeaths(database, jobs, { solo: false, times: 1 })

    const runs: Promise<unknown>[] = []
    let atOnce = 0
    for (let started = 1; started <= MOST_SOLO_STARTS + 2; started++) {
      const run = worker(database)(jobs)
      runs.push(run)
      const noted = pollUntil(
        () => soloNotes(database),
        (notes) => notes >= started,
        { every: 10 },
      )
      await Promise.race([run, noted.catch(() => undefined)])
      atOnce = Math.max(atOnce, await soloNotes(database))
    }
    await Promise.all(runs)
    expect(atOnce).toBe(1)
    expect(await outcomesOf(database, jobs)).toEqual([null])

    await holder.end()
    await worker(database)(jobs)
    expect(await outcomesOf(database, jobs)).toEqual(['redacted'])
    expect(await disagreements(database)).toEqual(NONE)
  })

  test('is not condemned by connections that break while it runs', async ({ own: database }) => {
    const holder = await holdPart(database, 'p0-0')
    const jobs = await acceptAll(database, parts(1))
    await noteDeaths(database, jobs, { solo: false, times: 1 })

    const processes = Array.from({ length: MOST_SOLO_STARTS + 1 }, () => worker(database))
    for (const run of processes) {
      const handled = run(jobs)
      const cut = await cutOnceItWaits(database)
      expect(cut).toBeGreaterThan(0)
      expect(await handled).toBe('away')
    }
    // The processes live, so their notes go, whether or not they get another delivery.
    await pollUntil(
      () => soloNotes(database),
      (notes) => notes === 0,
    )
    await holder.end()
    await processes[0]!(jobs)
    expect(await outcomesOf(database, jobs)).toEqual(['redacted'])
    expect(await disagreements(database)).toEqual(NONE)
  })
})

/** Terminates the app's connections once one of them waits for the lock on a part. */
async function cutOnceItWaits(database: TestDatabase): Promise<number> {
  await pollUntil(
    () => waitsForAPart(database),
    (waits) => waits,
    { every: 10 },
  )
  return cutConnections(database)
}
