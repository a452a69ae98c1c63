import { sql } from 'kysely'
import { expect } from 'vitest'
import { claimPepper, pepperOf, pepperState } from '../../src/database/pepper.ts'
import { createTestDatabase, test } from '../database-test.ts'

const [first, other] = ['first', 'other'].map((name) =>
  pepperOf(`the ${name} pepper`.padEnd(40, '.')),
)

test('the first pepper that is claimed is the one of the database', async () => {
  const { database, close } = await createTestDatabase()
  const { db } = database
  expect(await pepperState(db, first)).toBe('unused')
  expect(await claimPepper(db)).toBe('unused')
  expect(await pepperState(db, first)).toBe('unused')

  const claims = await Promise.all([1, 2, 3, 4].map(() => claimPepper(db, first)))
  expect(claims).toEqual(['same', 'same', 'same', 'same'])
  expect(await claimPepper(db, other)).toBe('other')
  expect(await pepperState(db, other)).toBe('other')
  expect(await claimPepper(db)).toBe('missing')
  expect(await pepperState(db, first)).toBe('same')
  const { rows } = await sql`select length(digest) as bytes from pepper_check`.execute(
    database.admin,
  )
  expect(rows).toEqual([{ bytes: 32 }])
  await close()
})
