import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { chargeSingles } from '../../src/bulk/charge-singles.ts'
import { findMaxRate, setMaxRate } from '../../src/bulk/max-rate.ts'
import { openList } from '../../src/bulk/open-list.ts'
import { takeSlot } from '../../src/bulk/take-slot.ts'
import { openDatabase } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, locatedMap } from '../maps/help-desk.ts'
import { makeMapped } from '../scene/mapped-workspace.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { acceptedList } from './accepted-list.ts'

const WORKSPACE = 'desk'

/** Chunks of 40 messages at 2 a second: whoever has one has 20 seconds, of which one is made up for. */
const [SIZE, RATE, MADE_UP_FOR] = [40, 2, 1]

test.beforeAll(async ({ database }) => {
  await makeMapped(database, locatedMap(HELP_DESK_YAML), HELP_DESK_SQL, { [WORKSPACE]: null })
})

function accept({ db }: TestDatabase, dryRun = false): Promise<string> {
  const messages = Array.from({ length: 3 * SIZE }, (_, nth) => ({
    ...{ type: 'conversation_part', conversation_id: '10', conversation_part_id: String(nth) },
  }))
  return acceptedList(db, messages, { workspace: WORKSPACE, chunkSize: SIZE, dryRun })
}

/** As if so many seconds were over. */
async function later({ admin }: TestDatabase, seconds: number): Promise<void> {
  await sql`update unsaid.work_rate set free_at = free_at - make_interval(secs => ${seconds})`.execute(
    admin,
  )
}

async function secondsUntilFree({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from free_at - now())::float8 as seconds from unsaid.work_rate`.execute(
    admin,
  )
  return rows[0]!.seconds
}

describe('where messages a second are bounded', () => {
  test('one chunk begins at a time, whichever process asks', async ({ database }) => {
    await setMaxRate(database.db, WORKSPACE, RATE)
    expect(await findMaxRate(database.db, WORKSPACE)).toBe(RATE)
    const job = await accept(database)
    const others = [1, 2, 3].map(() =>
      openDatabase({ url: database.url, appRole: database.appRole, max: 1 }),
    )
    const waits = await Promise.all(
      others.map((db, at) => takeSlot(db, WORKSPACE, { job, chunk: at + 1 })),
    )
    await Promise.all(others.map((db) => db.destroy()))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(1)
    const free = await secondsUntilFree(database)
    expect(free).toBeGreaterThan(0)
    expect(free).toBeLessThanOrEqual(SIZE / RATE - MADE_UP_FOR)
    await later(database, SIZE / RATE)
    expect(await takeSlot(database.db, WORKSPACE, { job, chunk: 2 })).toBe(0)
  })

  test('one that waits is not taken for lost meanwhile', async ({ database }) => {
    await setMaxRate(database.db, WORKSPACE, 1)
    // Else those of earlier jobs have the turn.
    await asAdmin(database, 'delete from unsaid.wakeup')
    const job = await accept(database)
    expect(await takeSlot(database.db, WORKSPACE, { job, chunk: 1 })).toBe(0)
    const wait = await takeSlot(database.db, WORKSPACE, { job, chunk: 2 })
    const { rows } = await sql<{ late: boolean }>`
      select due_at > (select free_at from unsaid.work_rate) as late from unsaid.wakeup
       where job_id = ${job} and chunk = 2`.execute(database.admin)
    expect(wait).toBeGreaterThan(0)
    expect(rows).toEqual([{ late: true }])
  })

  test('a plan, which writes nothing, waits for nobody', async ({ database }) => {
    await setMaxRate(database.db, WORKSPACE, RATE)
    const [run, plan] = [await accept(database), await accept(database, true)]
    expect(await takeSlot(database.db, WORKSPACE, { job: run, chunk: 1 })).toBe(0)
    expect(await takeSlot(database.db, WORKSPACE, { job: plan, chunk: 1 })).toBe(0)
    expect(await takeSlot(database.db, WORKSPACE, { job: run, chunk: 2 })).toBeGreaterThan(0)
  })

  test('chunks get what single redactions leave, and something in any case', async ({
    database,
  }) => {
    await setMaxRate(database.db, WORKSPACE, RATE)
    const charge = (singles: number) =>
      inWorkspace(database.db, WORKSPACE, (trx) => chargeSingles(trx, WORKSPACE, singles))
    await charge(8)
    const some = await secondsUntilFree(database)
    expect(some).toBeGreaterThan(0)
    expect(some).toBeLessThanOrEqual(4)
    await charge(1_000_000)
    expect(await secondsUntilFree(database)).toBeLessThanOrEqual(10)
  })

  test('nothing is bounded any more when the bound is taken away', async ({ database }) => {
    await setMaxRate(database.db, WORKSPACE, undefined)
    expect(await findMaxRate(database.db, WORKSPACE)).toBeUndefined()
    const job = await accept(database)
    for (const chunk of [1, 2, 3]) {
      expect(await takeSlot(database.db, WORKSPACE, { job, chunk })).toBe(0)
    }
  })
})

describe('a chunk', () => {
  async function sizeIn({ db, admin }: TestDatabase, workspace: string): Promise<number> {
    const list = await openList(db, workspace, { dryRun: false, lanes: 1 })
    const { rows } = await sql<{ size: number }>`
      select chunk_size as size from unsaid.job_list where job_id = ${list}`.execute(admin)
    return rows[0]!.size
  }

  test('is smaller on a map, and never more than a second is given', async ({ database }) => {
    await setMaxRate(database.db, WORKSPACE, undefined)
    expect(await sizeIn(database, 'default')).toBe(1_000)
    expect(await sizeIn(database, WORKSPACE)).toBe(500)
    await setMaxRate(database.db, WORKSPACE, 100)
    expect(await sizeIn(database, WORKSPACE)).toBe(100)
    await setMaxRate(database.db, WORKSPACE, 100_000)
    expect(await sizeIn(database, WORKSPACE)).toBe(500)
  })
})
