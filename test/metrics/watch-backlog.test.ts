import { sql } from 'kysely'
import { expect } from 'vitest'
import { readBacklog, type Backlog } from '../../src/jobs/read-backlog.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { watchBacklog } from '../../src/metrics/watch-backlog.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { createTestDatabase, test } from '../database-test.ts'
import { storePerson } from '../erasure/erasable-person.ts'
import { PEPPER } from '../erasure/pepper.ts'
import { acceptErasure } from '../../src/erasure/accept-erasure.ts'
import { partOf, storeConversations } from '../faults/stored-conversations.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { bodyOf } from '../bulk/bodies.ts'
import { acceptAll } from '../workers/job-rows.ts'

const DONE: Backlog = {
  ...{ pending: 0, waiting: 0, oldestSeconds: 0, unsealedSeconds: 0, overdueErasures: 0 },
}

test('what is to be done is counted in all workspaces together', async () => {
  const { database, close } = await createTestDatabase()
  const { db, admin } = database
  expect(await readBacklog(db)).toEqual(DONE)

  await createWorkspace(db, 'another')
  await storeConversations(db, { conversations: 1, parts: 6 })
  await acceptAll(database, [partOf(0, 0), partOf(0, 1)])
  const values = [2, 3, 4].map((part) => bodyOf(partOf(0, part)))
  await acceptedList(db, values, { workspace: 'another', lanes: 3, chunkSize: 1 })
  await acceptedList(db, values, { workspace: 'another', lanes: 1, chunkSize: 1 })
  await sql`update wakeup set created_at = now() - interval '1 hour' where wakes = 'redaction'`.execute(
    admin,
  )
  const seen = await readBacklog(db)
  expect(seen).toMatchObject({ pending: 6, waiting: 1, unsealedSeconds: 0, overdueErasures: 0 })
  expect(seen.oldestSeconds).toBeGreaterThan(3_599)
  expect(seen.oldestSeconds).toBeLessThan(7_200)
  await close()
})

test('an erasure past its date and an entry that is not sealed are told', async () => {
  const { database, close } = await createTestDatabase()
  const { db, admin } = database
  const { id: value } = await storePerson(database)
  const ask = {
    selector: { kind: 'id', value },
    scope: 'authored',
    dryRun: false,
    lanes: 1,
  } as const
  const by = { requestedBy: 'cli', dueAt: new Date(Date.now() - 86_400_000) }
  expect(await acceptErasure(db, 'default', { ...ask, ...by }, PEPPER)).toMatchObject({
    kind: 'accepted',
  })
  // A day's first entry, by the clock in its id.
  const id = '01900000-0000-7000-8000-000000000000'
  await sql`insert into ledger_unsealed (workspace_id, entry_id) values ('default', ${id})`.execute(
    admin,
  )
  const seen = await readBacklog(db)
  expect(seen.overdueErasures).toBe(1)
  expect(seen.unsealedSeconds).toBeGreaterThan(86_400)
  await close()
})

test('while the database can not be asked nothing is told', async ({ database }) => {
  const metrics = createMetrics()
  let isAway = false
  watchBacklog(metrics, () =>
    isAway ? Promise.reject(new Error('away')) : readBacklog(database.db),
  )
  expect(await metrics.registry.metrics()).toContain('unsaid_pending_jobs 0')
  isAway = true
  await expect.poll(() => metrics.registry.metrics()).not.toMatch(/^unsaid_pending_jobs \d/m)
})
