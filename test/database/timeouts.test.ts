import { sql } from 'kysely'
import type pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { newQueue } from '../../src/queue/backend.ts'
import { test } from '../database-test.ts'

const IN_FORCE = {
  role: 'unsaid_app',
  statement_timeout: '30s',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '30s',
  DateStyle: 'ISO, MDY',
  row_security: 'on',
  jit: 'off',
  transaction_isolation: 'read committed',
  transaction_read_only: 'off',
}
const SETTINGS = `select ${Object.keys(IN_FORCE)
  .map((name) => `current_setting('${name}') as "${name}"`)
  .join(', ')}`

test('a statement has the role and the settings', async ({ database }) => {
  expect((await sql.raw(SETTINGS).execute(database.db)).rows).toEqual([IN_FORCE])
})

test('a transaction has them', async ({ database }) => {
  const { rows } = await inWorkspace(database.db, 'default', (trx) =>
    sql.raw(SETTINGS).execute(trx),
  )
  expect(rows).toEqual([IN_FORCE])
})

test('a lock that somebody holds is given up after two seconds', async ({ database }) => {
  await sql`insert into contact (workspace_id, id, data) values ('default', 'held', '{}')`.execute(
    database.admin,
  )
  await database.admin.transaction().execute(async (holder) => {
    await sql`select from contact where id = 'held' for update`.execute(holder)
    const waiting = inWorkspace(database.db, 'default', (trx) =>
      sql`select from contact where id = 'held' for update`.execute(trx),
    )
    await expect(waiting).rejects.toMatchObject({ code: '55P03' })
  })
})

test("the queue's connections have them, too", async ({ database }) => {
  const backend = database.backend('postgres')
  const queue = newQueue('redactions', backend, {})
  onTestFinished(() => queue.close())
  await queue.waitUntilReady()
  const { pool } = (queue as unknown as { backend: { connection: { pool: pg.Pool } } }).backend
    .connection
  expect((await pool.query(SETTINGS)).rows).toEqual([IN_FORCE])
})
