import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { openDatabase, type Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { fillWorkspace } from './fill-workspace.ts'

const KYSELYS = ['kysely_migration', 'kysely_migration_lock']
const OF_NO_WORKSPACE = [...KYSELYS, 'pepper_check', 'data_map']
const FORBIDDEN = { code: '42501' }

test.beforeAll(async ({ database }) => {
  for (const workspace of ['a', 'b']) {
    await createWorkspace(database.db, workspace)
    await fillWorkspace(database.db, workspace)
  }
})

describe('with a workspace set', () => {
  test('every table shows all rows of that workspace and none of another', async ({ database }) => {
    for (const table of await tablesOf(database)) {
      const key = table === 'workspace' ? 'id' : 'workspace_id'
      const seen = await inWorkspace(database.db, 'a', (trx) => rowsIn(trx, table))
      const all = await rowsIn(database.admin, table)
      if (OF_NO_WORKSPACE.includes(table)) expect(seen, table).toEqual([])
      else {
        expect(seen, table).not.toEqual([])
        expect(seen, table).toEqual(all.filter((row) => row[key] === 'a'))
        expect(all.filter((row) => row[key] === 'b').length, table).toBe(seen.length)
      }
    }
  })

  test('no row can be written for another workspace', async ({ database }) => {
    for (const table of await ownTablesOf(database)) {
      const row = { workspace_id: 'b', id: 'b' }
      const columns = await writtenColumns(database, table)
      const insert = inWorkspace(database.db, 'a', (trx) =>
        sql`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})
            select ${sql.join(columns.map((name) => sql.ref(`other.${name}`)))}
              from ${sql.table(table)} one, jsonb_populate_record(one, ${JSON.stringify(row)}::jsonb) other
             limit 1`.execute(trx),
      )
      await expect(insert, table).rejects.toMatchObject(FORBIDDEN)
    }
  })

  test('no row can be moved to another workspace, and none there can be changed', async ({
    database,
  }) => {
    for (const table of ['token', 'conversation', 'conversation_part', 'contact', 'wakeup']) {
      const move = inWorkspace(database.db, 'a', (trx) =>
        sql`update ${sql.table(table)} set workspace_id = 'b'`.execute(trx),
      )
      await expect(move, table).rejects.toMatchObject(FORBIDDEN)
      const changed = await inWorkspace(database.db, 'a', (trx) =>
        sql`update ${sql.table(table)} set workspace_id = 'a' where workspace_id = 'b'`.execute(
          trx,
        ),
      )
      expect(changed.numAffectedRows, table).toBe(0n)
    }
    const deleted = await inWorkspace(database.db, 'a', (trx) =>
      sql`delete from wakeup where workspace_id = 'b'`.execute(trx),
    )
    expect(deleted.numAffectedRows).toBe(0n)
  })
})

test('without a workspace every table looks empty', async ({ database }) => {
  const tables = await tablesOf(database)
  expect(tables).toEqual(expect.arrayContaining(['conversation_part', ...OF_NO_WORKSPACE]))
  for (const table of tables) expect(await rowsIn(database.db, table), table).toEqual([])
})

describe('the workspace of a transaction does not stay on its pooled connection', () => {
  test.for<[string, (trx: Db) => Promise<unknown>]>([
    ['after commit', async () => undefined],
    ['after rollback', () => Promise.reject(new Error('the work failed'))],
    ['after a failed statement', (trx) => sql`select 1 / 0`.execute(trx)],
  ])('%s', async ([, work], { database }) => {
    const db = openDatabase({ url: database.url, appRole: database.appRole, max: 1 })
    try {
      const before = await sql`select pg_backend_pid()`.execute(db)
      let seen: unknown[] = []
      await inWorkspace(db, 'a', async (trx) => {
        seen = await rowsIn(trx, 'conversation')
        await work(trx)
      }).catch(() => undefined)
      expect(seen).not.toEqual([])
      expect((await sql`select pg_backend_pid()`.execute(db)).rows).toEqual(before.rows)
      expect(await rowsIn(db, 'conversation')).toEqual([])
    } finally {
      await db.destroy()
    }
  })
})

test('row-level security is on for every table, and forced on all but those of Kysely', async ({
  database,
}) => {
  const { rows } = await sql<{ name: string; forced: boolean; enabled: boolean }>`
    select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced from pg_class
     where relnamespace = 'unsaid'::regnamespace and relkind in ('r', 'p')`.execute(database.admin)
  expect(rows.filter((row) => !row.enabled)).toEqual([])
  expect(
    rows
      .filter((row) => !row.forced)
      .map((row) => row.name)
      .sort(),
  ).toEqual(KYSELYS)
})

describe("the app's role", () => {
  test('is neither superuser nor above row-level security, and owns nothing', async ({
    database,
  }) => {
    const { rows } = await sql`
      select current_user as name, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
             (select count(*)::int from pg_shdepend where deptype = 'o'
                 and refclassid = 'pg_authid'::regclass and refobjid = r.oid) as owned
        from pg_roles r where rolname = current_user`.execute(database.db)
    const none = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: false }
    expect(rows).toEqual([{ name: database.appRole, ...none, owned: 0 }])
  })

  test.for([
    'set role unsaid_owner',
    'set session authorization unsaid_owner',
    'alter table conversation no force row level security',
    'drop policy own_workspace on conversation',
    'delete from conversation',
    'delete from conversation_part',
    'delete from contact',
    'delete from conversation_contact',
    'delete from suppression',
    "update suppression set key = '\\x00'",
    "update suppression set kind = 'email'",
    "insert into pepper_check (digest) values ('\\x00')",
    'delete from pepper_check',
    'delete from job',
    'delete from ledger_entry',
    'delete from token',
    'delete from idempotency_key',
    "update idempotency_key set job_id = 'other'",
    'truncate idempotency_key',
    'truncate conversation_part',
    'truncate conversation',
    'truncate job',
    'truncate ledger_entry',
    'delete from ledger_seal',
    'truncate ledger_seal',
    'update ledger_seal set seq = seq + 1',
    "insert into ledger_seal select workspace_id, seq + 9, 'e', hash, hash from ledger_seal",
    'delete from ledger_unsealed',
    "insert into ledger_unsealed (workspace_id, entry_id) values ('a', 'e')",
    "update ledger_entry set records = '[]'",
    "insert into workspace (id) values ('c')",
    'create table unsaid.mine (id text)',
    'create schema mine',
  ])('may not: %s', async (statement, { database }) => {
    const forbidden = inWorkspace(database.db, 'a', (trx) => sql.raw(statement).execute(trx))
    await expect(forbidden).rejects.toMatchObject(FORBIDDEN)
  })

  test('may not change an outcome that is stored', async ({ database }) => {
    const change = inWorkspace(database.db, 'a', (trx) =>
      sql`update job set outcome = 'failed', state = 'failed' where outcome = 'redacted'`.execute(
        trx,
      ),
    )
    await expect(change).rejects.toMatchObject({ code: '23U01' })
  })
})

async function tablesOf({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
     where relnamespace = 'unsaid'::regnamespace
       and relkind in ('r', 'p', 'v', 'm', 'f')`.execute(admin)
  return rows.map((row) => row.name)
}

async function ownTablesOf(database: TestDatabase): Promise<string[]> {
  return (await tablesOf(database)).filter((table) => !OF_NO_WORKSPACE.includes(table))
}

/** Whole rows, in an order of their own. */
async function rowsIn(db: Pick<Db, 'getExecutor'>, table: string) {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(one) as row from ${sql.table(`unsaid.${table}`)} one
     order by to_jsonb(one)::text`.execute(db)
  return rows.map(({ row }) => row)
}

/** The columns of a table that are not counted by Postgres itself. */
async function writtenColumns({ admin }: TestDatabase, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
     where attrelid = ${`unsaid.${table}`}::regclass and attnum > 0 and attgenerated = ''
       and not attisdropped`.execute(admin)
  return rows.map(({ name }) => name)
}
