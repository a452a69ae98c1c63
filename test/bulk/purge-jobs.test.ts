import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { claimKey } from '../../src/jobs/claim-keys.ts'
import { cancelJob } from '../../src/bulk/cancel-job.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { purgeJobs } from '../../src/bulk/purge-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { redactPiece } from '../../src/redact/piece-of-work.ts'
import { redactChunk } from '../../src/redact/redact-chunk.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { upkeepRound } from '../../workers/rounds/upkeep.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { partOf } from '../scene/stored-conversations.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { acceptedList } from './accepted-list.ts'
import { bodyOf } from './bodies.ts'

const workOf = () => redactPiece

const logger = createLogger('silent')

const DAYS = 90

const TABLES = ['job', 'job_list', 'job_item', 'job_chunk', 'wakeup', 'idempotency_key']

const upkeep = ({ db }: TestDatabase) => upkeepRound(db, logger, DAYS)

test.beforeAll(({ database }) => createWorkspace(database.db, 'other'))

test.beforeEach(({ database }) => asAdmin(database, `truncate ${TABLES.join(', ')} cascade`))

/** What there is, by table, for one workspace. */
async function rows({ admin }: TestDatabase, workspace = 'default') {
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const { rows: found } = await sql<{ count: number }>`
        select count(*)::int as count from ${sql.table(table)}
         where workspace_id = ${workspace}`.execute(admin)
      return [table, found[0]!.count] as const
    }),
  )
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

/** Sets the clock back for everything that is there. A trigger keeps ended jobs as they are. */
const age = (database: TestDatabase, days: number) =>
  asAdmin(
    database,
    `alter table job disable trigger keep_outcome`,
    `update job set created_at = now() - interval '${days} days',
            finished_at = finished_at - interval '${days} days'`,
    `alter table job enable trigger keep_outcome`,
  )

/** A list of three chunks, the first `done` of them done; its targets are not there. */
async function list(database: TestDatabase, done: number, workspace = 'default'): Promise<string> {
  const { db } = database
  const values = [0, 1, 2].map((index) => bodyOf(partOf(index, 0)))
  const job = await acceptedList(db, values, { workspace, chunkSize: 1 })
  for (let chunk = 1; chunk <= done; chunk++)
    await redactChunk(db, workspace, { job, chunk, workOf })
  return job
}

/** A single redaction, with its key if one is given. */
async function single(
  { db }: TestDatabase,
  isDone: boolean,
  key = { digest: randomBytes(32), fingerprint: randomBytes(32) },
): Promise<void> {
  const [job] = await acceptRedactions(db, 'default', [
    { request: partOf(1, 0), requestedBy: 'cli' },
  ])
  const claimed = await inWorkspace(db, 'default', (trx) => claimKey(trx, 'default', key, job!))
  expect(claimed).toEqual({ kind: 'new' })
  if (isDone) await redactGroup(db, 'default', [job!])
}

describe('a job that ended long ago', () => {
  test('goes with its key, its items and its chunks', async ({ database }) => {
    await single(database, true)
    await list(database, 3)
    const canceled = await list(database, 1)
    await cancelJob(database.db, 'default', canceled)
    await age(database, DAYS + 1)
    await upkeep(database)
    expect(await rows(database)).toEqual({})
  })

  test('gives its key back', async ({ database }) => {
    const key = { digest: randomBytes(32), fingerprint: randomBytes(32) }
    await single(database, true, key)
    await age(database, DAYS + 1)
    await upkeep(database)
    await single(database, false, key)
    expect(await rows(database)).toEqual({ job: 1, idempotency_key: 1, wakeup: 1 })
  })

  test('goes in batches', async ({ database }) => {
    const asks = Array.from({ length: 2_500 }, () => ({
      request: partOf(1, 0),
      requestedBy: 'cli',
    }))
    await redactGroup(database.db, 'default', await acceptRedactions(database.db, 'default', asks))
    await age(database, DAYS + 1)
    const purged: number[] = []
    for (let batch = 0; batch < 4; batch++) purged.push(await purgeJobs(database.db, DAYS))
    expect(purged).toEqual([1_000, 1_000, 500, 0])
    expect(await rows(database)).toEqual({})
  })

  test('leaves with all others in one round, however many they are', async ({ database }) => {
    const asks = Array.from({ length: 2_500 }, () => ({
      request: partOf(1, 0),
      requestedBy: 'cli',
    }))
    await redactGroup(database.db, 'default', await acceptRedactions(database.db, 'default', asks))
    await age(database, DAYS + 1)
    await upkeep(database)
    expect(await rows(database)).toEqual({})
  })
})

describe('what stays', () => {
  test('is a job that has not ended, however old, with all that is its', async ({ database }) => {
    await single(database, false)
    const running = await list(database, 1)
    await list(database, 0)
    const before = await rows(database)
    await age(database, 10 * DAYS)
    await upkeep(database)
    expect(await rows(database)).toEqual(before)
    for (const chunk of [2, 3]) {
      await redactChunk(database.db, 'default', { job: running, chunk, workOf })
    }
    const found = (await findLists(database.db, 'default', [running])).get(running)
    expect(found?.progress).toMatchObject({ processed: 3, not_found: 3 })
  })

  test('is a job that was made long ago and ended lately', async ({ database }) => {
    const job = await list(database, 0)
    await age(database, 10 * DAYS)
    for (const chunk of [1, 2, 3]) await redactChunk(database.db, 'default', { job, chunk, workOf })
    const before = await rows(database)
    await upkeep(database)
    expect(await rows(database)).toEqual(before)
  })

  test('is what another workspace has, also of a job with the same id', async ({ database }) => {
    const ended = await list(database, 3)
    await list(database, 0, 'other')
    await asAdmin(
      database,
      `update job set id = '${ended}' where workspace_id = 'other'`,
      ...['job_list', 'job_item', 'wakeup'].map(
        (table) => `update ${table} set job_id = '${ended}' where workspace_id = 'other'`,
      ),
    )
    const before = await rows(database, 'other')
    await age(database, DAYS + 1)
    await upkeep(database)
    expect(await rows(database)).toEqual({})
    expect(await rows(database, 'other')).toEqual(before)
  })
})

test('the app itself may delete neither a job nor an item', async ({ database }) => {
  await list(database, 3)
  for (const table of ['job', 'job_list', 'job_item', 'job_chunk', 'idempotency_key']) {
    const deletion = inWorkspace(database.db, 'default', (trx) =>
      sql`delete from ${sql.table(table)}`.execute(trx),
    )
    await expect(deletion, table).rejects.toMatchObject({ code: '42501' })
  }
})
