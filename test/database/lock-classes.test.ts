import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { LOCK_CLASSES } from '../../src/database/lock-classes.ts'
import { test } from '../database-test.ts'

const OURS = /\b778_?2\d\d\b/g

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

test('no two classes of locks are one', () => {
  const classes = Object.values(LOCK_CLASSES)
  expect(new Set(classes).size).toBe(classes.length)
})

test('code names a class by the registry only; migrations are as they were written', () => {
  const named = [...filesIn('src'), ...filesIn('workers')]
    .filter((file) => OURS.test(readFileSync(file, 'utf8')))
    .filter((file) => !file.startsWith('src/database/migrations/'))
  expect(named).toEqual(['src/database/lock-classes.ts'])
})

test('each function of the database takes the class that is meant for it', async ({ database }) => {
  const { rows } = await sql<{ name: string; source: string }>`
    select proname as name, prosrc as source from pg_proc
     where pronamespace = 'unsaid'::regnamespace and prosrc ~ 'advisory'`.execute(database.admin)
  const taken = rows.map(({ name, source }) => [name, source.match(OURS)?.map(Number)])
  expect(taken).toEqual([['seal_entries', [LOCK_CLASSES.seals]]])
})
