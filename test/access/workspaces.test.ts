import { expect } from 'vitest'
import { createWorkspace, listWorkspaces } from '../../src/access/workspaces.ts'
import { test } from '../database-test.ts'

test('the workspace default exists from the start, others once they are made', async ({
  database,
}) => {
  expect(await listWorkspaces(database.db)).toEqual(['default'])
  expect(await createWorkspace(database.db, 'second')).toBe(true)
  expect(await createWorkspace(database.db, 'a-first-1')).toBe(true)
  expect(await listWorkspaces(database.db)).toEqual(['a-first-1', 'default', 'second'])
})

test('making a workspace that exists changes nothing, also when two make it at once', async ({
  database,
}) => {
  expect(await createWorkspace(database.db, 'default')).toBe(false)
  const made = await Promise.all([1, 2, 3].map(() => createWorkspace(database.db, 'raced')))
  expect(made.filter(Boolean)).toHaveLength(1)
})

test.for(['', '-a', 'Upper', 'a b', 'ä', "a'b", 'a\nb', 'a'.repeat(33)])(
  'the database itself refuses the id %j',
  async (id, { database }) => {
    await expect(createWorkspace(database.db, id)).rejects.toMatchObject({ code: '23514' })
  },
)
