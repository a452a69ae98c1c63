import { sql, type PostgresPoolClient } from 'kysely'
import { expect, onTestFinished, test as plain } from 'vitest'
import { asApp } from '../../src/database/as-app.ts'
import { newPool, openDatabase } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { statementName } from '../../src/database/statement-names.ts'
import { test, type TestDatabase } from '../database-test.ts'

/** One connection, seen from both sides. */
function openBoth({ url, appRole }: TestDatabase) {
  const pool = newPool({ connectionString: url, max: 1, pipeline: true })
  onTestFinished(() => pool.end())
  return { pool, app: asApp(pool, appRole) }
}

const WHO = 'select current_user as who, current_setting($1) as path'

async function ask(client: PostgresPoolClient, text: string, values: unknown[] = []) {
  const { rows } = await client.query<unknown>(text, values)
  return rows
}

test('works as the app from its first statement on', async ({ database }) => {
  const { pool, app } = openBoth(database)
  const asked = [{ who: database.appRole, path: 'unsaid' }]
  const client = await app.connect()
  expect(await ask(client, WHO, ['search_path'])).toEqual(asked)
  await ask(client, 'begin')
  expect(await ask(client, WHO, ['search_path'])).toEqual(asked)
  await ask(client, 'commit')
  client.release()

  // The connection is nobody else's.
  expect((await pool.query(WHO, ['search_path'])).rows).toEqual(asked)
})

test('a connection that is given back in a transaction goes', async ({ database }) => {
  const { pool, app } = openBoth(database)
  const client = await app.connect()
  await ask(client, 'begin')
  client.release()
  expect(pool.totalCount).toBe(0)
  expect((await pool.query('select current_user as who')).rows).toEqual([
    { who: new URL(database.url).username },
  ])
})

test('a statement that fails takes back what it wrote, and the next one works', async ({
  database,
}) => {
  const { app } = openBoth(database)
  const client = await app.connect()
  const failing = `select set_config('unsaid.workspace', 'default', true), 1 / (random() * $1)::int`
  await expect(ask(client, failing, [0])).rejects.toMatchObject({ code: '22012' })
  expect(await ask(client, 'select 1 as one')).toEqual([{ one: 1 }])
  client.release()
})

test('who may not become the app does nothing', async ({ database }) => {
  await sql.raw('create table unsaid.unguarded (value int)').execute(database.admin)
  await sql.raw('grant usage on schema unsaid to public').execute(database.admin)
  await sql.raw('grant all on unsaid.unguarded to public').execute(database.admin)
  const db = openDatabase({ url: database.url, appRole: 'pg_monitor', max: 1 })
  onTestFinished(() => db.destroy())
  const write = sql`insert into unsaid.unguarded values (${1})`
  await expect(write.execute(db)).rejects.toMatchObject({ code: '42501' })
  await expect(inWorkspace(db, 'default', (trx) => write.execute(trx))).rejects.toMatchObject({
    code: '42501',
  })
  const { rows } = await sql`select from unsaid.unguarded`.execute(database.admin)
  expect(rows).toEqual([])
})

plain('a statement has one name wherever it is asked, and another text another', () => {
  const [one, other] = ['select $1::int', 'select $1::text']
  expect(statementName(one)).toBe(statementName('select $1::int'))
  expect(statementName(one)).not.toBe(statementName(other))
  expect(statementName(one)).toMatch(/^unsaid_[\w-]{43}$/)
})
