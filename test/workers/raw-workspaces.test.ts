import { expect, onTestFinished, vi } from 'vitest'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { createRawWorkspaces } from '../../workers/singles/raw-workspaces.ts'
import { createTestDatabase, test } from '../database-test.ts'
import { capturing } from '../redact/captured-queries.ts'

async function open() {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database.db
}

test('by default `default` may be addressed while it is the only workspace', async () => {
  const db = await open()
  const workspaces = createRawWorkspaces(db, undefined)
  expect(await workspaces.mayBeAddressed('default')).toBe(true)
  expect(await workspaces.mayBeAddressed('acme')).toBe(false)

  await createWorkspace(db, 'acme')
  // What was seen may be remembered for a moment.
  await expect.poll(() => workspaces.mayBeAddressed('default'), { timeout: 10_000 }).toBe(false)
  expect(await workspaces.mayBeAddressed('acme')).toBe(false)
})

test('setting the clock back does not keep what is remembered of workspaces', async () => {
  const db = await open()
  const workspaces = createRawWorkspaces(db, undefined)
  expect(await workspaces.mayBeAddressed('default')).toBe(true)
  await createWorkspace(db, 'acme')
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
  onTestFinished(() => void vi.useRealTimers())
  await expect.poll(() => workspaces.mayBeAddressed('default'), { timeout: 10_000 }).toBe(false)
})

test('jobs that come together ask once', async () => {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  const { db, queries } = capturing(database)
  onTestFinished(() => db.destroy())
  const workspaces = createRawWorkspaces(db, undefined)
  const jobs = Array.from({ length: 100 }, async () => workspaces.mayBeAddressed('default'))
  expect(new Set(await Promise.all(jobs))).toEqual(new Set([true]))
  expect(queries).toHaveLength(1)
})

test('those that are listed may be addressed if they exist, from their first moment', async () => {
  const db = await open()
  const workspaces = createRawWorkspaces(db, ['acme', 'nowhere'])
  expect(await workspaces.mayBeAddressed('acme')).toBe(false)

  await createWorkspace(db, 'acme')
  await createWorkspace(db, 'other')
  expect(await workspaces.mayBeAddressed('acme')).toBe(true)
  expect(await workspaces.mayBeAddressed('nowhere')).toBe(false)
  expect(await workspaces.mayBeAddressed('other')).toBe(false)
  expect(await workspaces.mayBeAddressed('default')).toBe(false)
})
