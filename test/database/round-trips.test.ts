import { expect, type TestAPI } from 'vitest'
import { openDatabase, type Db } from '../../src/database/connection.ts'
import { acceptGroup } from '../../src/jobs/accept-group.ts'
import { createLogger } from '../../src/logger.ts'
import { readStatus } from '../../src/status/read-status.ts'
import { createSingles } from '../../workers/singles/singles.ts'
import { createTestDatabase, test as base } from '../database-test.ts'
import { partOf, storeConversations } from '../scene/stored-conversations.ts'
import { countTrips, type CountedTrips } from './counted-trips.ts'
import { storeOf } from '../../src/redact/store-of.ts'

interface Scene {
  /** One connection, which is open. */
  readonly db: Db
  readonly trips: CountedTrips
}

const test: TestAPI<{ scene: Scene }> = base.extend<{ scene: Scene }>({
  scene: async ({}, use) => {
    const { database, close } = await createTestDatabase()
    await storeConversations(database.db, { conversations: 2, parts: 6 })
    const trips = await countTrips(database.url)
    const db = openDatabase({ url: trips.url, appRole: database.appRole, max: 1 })
    await db.connection().execute(async () => undefined)
    trips.take()
    await use({ db, trips })
    await db.destroy()
    await close()
  },
})

async function accept(db: Db): Promise<string> {
  const ask = { request: partOf(0, 0), requestedBy: 'library' }
  const [accepted] = await acceptGroup(db, 'default', [{ ask }])
  if (accepted?.kind !== 'accepted') throw new Error('it was not accepted')
  return accepted.job
}

test('to accept a redaction takes one round trip', async ({ scene }) => {
  await accept(scene.db)
  expect(scene.trips.take()).toBe(1)
})

test('to run it takes four: its job, its target, what is written, and the commit', async ({
  scene: { db, trips },
}) => {
  const job = await accept(db)
  const singles = createSingles(db, createLogger('silent'))
  await storeOf(db, 'default')
  trips.take()
  await singles.runJobs('default', [job], false)
  expect(trips.take()).toBe(4)
})

test('a raw job takes three: its target, what is written, and the commit', async ({
  scene: { db, trips },
}) => {
  const singles = createSingles(db, createLogger('silent'))
  const raw = { id: 'r-1', request: partOf(0, 1), reason: undefined }
  await storeOf(db, 'default')
  trips.take()
  expect(await singles.runRaw('default', raw, false)).toBe(true)
  expect(trips.take()).toBe(3)
})

test('to read how it stands takes two: the job, and its conversation', async ({
  scene: { db, trips },
}) => {
  const job = await accept(db)
  await createSingles(db, createLogger('silent')).runJobs('default', [job], false)
  trips.take()
  const status = await readStatus(db, 'default', job, { baseUrl: '', mayReadText: true })
  expect(trips.take()).toBe(2)
  expect(status).toMatchObject({ status: 'success', result: { type: 'conversation' } })
})
