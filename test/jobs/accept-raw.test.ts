import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { acceptRaw, storeBroken } from '../../src/jobs/accept-raw.ts'
import { acceptRedactions } from './accept-redactions.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { UnknownWorkspace } from '../../src/jobs/unknown-workspace.ts'
import { test, type TestDatabase } from '../database-test.ts'

const source = { type: 'source', conversationId: '1', sourceId: '2' } as const
const problem = { code: 'type_mismatch', message: 'not a type', field: 'type' } as const
const freshRaw = () => ({ id: randomUUID(), request: source, reason: undefined })

test('of equal raw jobs at the same moment one makes the job, and one wakeup', async ({
  database,
}) => {
  const raw = freshRaw()
  const made = await Promise.all(
    Array.from({ length: 8 }, () => acceptRaw(database.db, 'default', raw)),
  )
  expect(made.filter((isNew) => isNew)).toHaveLength(1)
  expect(await wakeupsOf(database, raw.id)).toBe(1)
})

test('a job stands as it is, whatever comes under its id later', async ({ database: { db } }) => {
  const raw = freshRaw()
  expect(await acceptRaw(db, 'default', raw)).toBe(true)
  const before = await findJob(db, 'default', raw.id)
  expect(await storeBroken(db, 'default', raw.id, [problem])).toBe(false)
  expect(await acceptRaw(db, 'default', { ...raw, reason: 'other' })).toBe(false)
  expect(await findJob(db, 'default', raw.id)).toEqual(before)
})

test('a broken request is a failed job that nobody wakes', async ({ database }) => {
  const { id } = freshRaw()
  expect(await storeBroken(database.db, 'default', id, [problem])).toBe(true)
  expect(await findJob(database.db, 'default', id)).toMatchObject({
    ...{ state: 'failed', outcome: 'failed', outcome_code: 'type_mismatch', errors: [problem] },
    ...{ type: null, conversation_id: null, target_id: null },
  })
  expect(await wakeupsOf(database, id)).toBe(0)
  expect(await acceptRaw(database.db, 'default', { ...freshRaw(), id })).toBe(false)
})

test('no job is made in a workspace that does not exist', async ({ database }) => {
  const before = await jobs(database)
  const asks = [{ request: source, requestedBy: 'library' }]
  await expect(acceptRedactions(database.db, 'nobody', asks)).rejects.toThrow(UnknownWorkspace)
  expect(await jobs(database)).toBe(before)
})

async function wakeupsOf({ admin }: TestDatabase, job: string): Promise<number> {
  const { rows } = await sql<{ wakeups: number }>`
    select count(*)::int as wakeups from wakeup where job_id = ${job}`.execute(admin)
  return rows[0]!.wakeups
}

async function jobs({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ jobs: number }>`
    select count(*)::int as jobs from job`.execute(admin)
  return rows[0]!.jobs
}
