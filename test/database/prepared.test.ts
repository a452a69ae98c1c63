import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openDatabase, type Db } from '../../src/database/connection.ts'
import { inWorkspace, type Trx } from '../../src/database/in-workspace.ts'
import { failureKind } from '../../src/failure.ts'
import { test, type TestDatabase } from '../database-test.ts'

/** Postgres may keep a plan once it has made so many. */
const PLANNED_BEFORE_ONE_IS_KEPT = 5

function openConnection({ url, appRole }: TestDatabase): Db {
  const db = openDatabase({ url, appRole, max: 1 })
  onTestFinished(() => db.destroy())
  return db
}

const find = (trx: Trx) => sql`select id from contact where id = ${'nobody'}`.execute(trx)

async function plansMade(db: Db) {
  const { rows } = await sql<{ kept: string; made: string }>`
    select generic_plans as kept, custom_plans as made from pg_prepared_statements
     where statement like 'select id from contact%'`.execute(db)
  return rows.map(({ kept, made }) => ({ kept: Number(kept), made: Number(made) }))
}

test('a statement is read once for a connection, and planned each time', async ({ database }) => {
  const db = openConnection(database)
  for (let time = 0; time < 10; time += 1) await inWorkspace(db, 'default', find)
  expect(await plansMade(db)).toEqual([{ kept: 0, made: 10 }])
})

test('a plan by keys is kept, and used in no transaction of another kind', async ({ database }) => {
  const db = openConnection(database)
  for (let time = 0; time < 10; time += 1) await inWorkspace(db, 'default', find, 'by_key')
  const made = PLANNED_BEFORE_ONE_IS_KEPT
  expect(await plansMade(db)).toEqual([{ kept: 10 - made, made }])
  await inWorkspace(db, 'default', find)
  expect(await plansMade(db)).toEqual([{ kept: 10 - made, made: made + 1 }])
})

test('each connection reads it for itself', async ({ database }) => {
  const [one, other] = [openConnection(database), openConnection(database)]
  await inWorkspace(one, 'default', find)
  expect(await plansMade(other)).toEqual([])
  await inWorkspace(other, 'default', find)
  expect(await plansMade(other)).toEqual([{ kept: 0, made: 1 }])
})

test('one that a migration made stale goes with its connection', async ({ database }) => {
  const db = openConnection(database)
  await sql`create table unsaid.changing (value int)`.execute(database.admin)
  await sql`grant select on unsaid.changing to ${sql.id(database.appRole)}`.execute(database.admin)
  const read = (trx: Trx) => sql`select value from changing where value > ${0}`.execute(trx)
  await inWorkspace(db, 'default', read)

  await sql`alter table unsaid.changing alter value type text`.execute(database.admin)
  await sql`alter table unsaid.changing alter value type bigint using value::bigint`.execute(
    database.admin,
  )
  const stale = await inWorkspace(db, 'default', read).catch((error: unknown) => error)
  expect(failureKind(stale)).toBe('away')
  expect((await inWorkspace(db, 'default', read)).rows).toEqual([])
})
