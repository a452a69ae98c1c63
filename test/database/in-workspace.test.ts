import { sql } from 'kysely'
import { expect } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { inOneTrip, inWorkspace, type Trx } from '../../src/database/in-workspace.ts'
import { together } from '../../src/database/together.ts'
import { test, type TestDatabase } from '../database-test.ts'

test('gives back what the work gives back, committed', async ({ database }) => {
  const given = await inWorkspace(database.db, 'default', async (trx) => {
    await sql`insert into contact (workspace_id, id, data) values ('default', 'kept', '{}')`.execute(
      trx,
    )
    return 'given'
  })
  expect(given).toBe('given')
  expect(await contactsOf(database)).toContain('kept')
})

test('throws what the work threw, with nothing committed', async ({ database }) => {
  const failure = new Error('the work failed')
  const failed = inWorkspace(database.db, 'default', async (trx) => {
    await sql`insert into contact (workspace_id, id, data) values ('default', 'lost', '{}')`.execute(
      trx,
    )
    throw failure
  })
  await expect(failed).rejects.toBe(failure)
  expect(await contactsOf(database)).not.toContain('lost')
})

test('throws what the work threw also when the rollback fails', async ({ database }) => {
  const failure = new Error('the work failed')
  const failed = inWorkspace(database.db, 'default', async (trx) => {
    await terminate(database, trx)
    throw failure
  })
  await expect(failed).rejects.toBe(failure)
})

test('a backend that dies between two statements fails the next one, and the process lives on', async ({
  database,
}) => {
  const failed = inWorkspace(database.db, 'default', async (trx) => {
    await terminate(database, trx)
    await sql`select 1`.execute(trx)
  })
  await expect(failed).rejects.toThrow()
  expect(await inWorkspace(database.db, 'default', async () => 'well')).toBe('well')
})

test('a commit that fails is thrown, with nothing committed', async ({ database }) => {
  await sql`
    create table unsaid.late (id int primary key, other int
      references unsaid.late deferrable initially deferred)`.execute(database.admin)
  await sql`grant insert on unsaid.late to ${sql.id(database.appRole)}`.execute(database.admin)
  const failed = inWorkspace(database.db, 'default', (trx) =>
    sql`insert into late values (1, 2)`.execute(trx),
  )
  await expect(failed).rejects.toMatchObject({ code: '23503' })
})

test('a commit that never reached the server is thrown', async ({ database }) => {
  const failed = inWorkspace(database.db, 'default', (trx) => terminate(database, trx))
  await expect(failed).rejects.toThrow()
})

test('the workspace is set for the transaction alone, and read as data', async ({ database }) => {
  const db = openDatabase({ url: database.url, appRole: database.appRole, max: 1 })
  const odd = `it's "a" workspace; --`
  const within = await inWorkspace(db, odd, setting)
  expect(within).toBe(odd)
  expect(await db.connection().execute(setting)).toBe('')
  await db.destroy()
})

test('of statements asked for together the first that fails is thrown', async ({ database }) => {
  const failed = inWorkspace(database.db, 'default', (trx) =>
    together([
      sql`select 1`.execute(trx),
      sql`select 1 / (random() * 0)::int`.execute(trx),
      sql`insert into contact (workspace_id, id, data) values ('default', 'behind', '{}')`.execute(
        trx,
      ),
    ]),
  )
  await expect(failed).rejects.toMatchObject({ code: '22012' })
  expect(await contactsOf(database)).not.toContain('behind')
})

test('a transaction that can not begin says why, and its connection is good for the next', async ({
  database,
}) => {
  const db = openDatabase({ url: database.url, appRole: database.appRole, max: 1 })
  const failed = inWorkspace(db, 'no\0name', (trx) => sql`select 1`.execute(trx))
  await expect(failed).rejects.toMatchObject({ code: '22021' })
  expect(await inWorkspace(db, 'default', setting)).toBe('default')
  await db.destroy()
})

test('after its end a transaction takes no statement', async ({ database }) => {
  const ended = await inWorkspace(database.db, 'default', async (trx) => ({ trx }))
  await expect(sql`select 1`.execute(ended.trx)).rejects.toThrow('after the end')
})

const write = (trx: Trx, id: string) =>
  sql`insert into contact (workspace_id, id, data) values ('default', ${id}, '{}')`.execute(trx)

test('what is asked for at once is committed', async ({ database }) => {
  await inOneTrip(database.db, 'default', (trx) =>
    together([write(trx, 'at once'), write(trx, 'with it')]),
  )
  expect(await contactsOf(database)).toEqual(expect.arrayContaining(['at once', 'with it']))
})

test('and not if any of it fails, after which its connection is good for the next', async ({
  database,
}) => {
  const db = openDatabase({ url: database.url, appRole: database.appRole, max: 1 })
  const failed = inOneTrip(db, 'default', (trx) =>
    together([write(trx, 'half'), sql`select 1 / (random() * 0)::int`.execute(trx)]),
  )
  await expect(failed).rejects.toMatchObject({ code: '22012' })
  expect(await contactsOf(database)).not.toContain('half')
  expect(await inOneTrip(db, 'default', setting)).toBe('default')
  await db.destroy()
})

test.for([
  ['in one trip', inOneTrip],
  ['in more', inWorkspace],
] as const)(
  '%s, work that fails before it asks leaves no transaction open',
  async ([, run], { database }) => {
    const db = openDatabase({ url: database.url, appRole: database.appRole, max: 1 })
    const failure = new Error('at once')
    const failed = run(db, 'default', () => {
      throw failure
    })
    await expect(failed).rejects.toBe(failure)
    expect(await db.connection().execute(setting)).toBe('')
    await db.destroy()
  },
)

test('what is asked for after a reply is refused: it would be outside of the transaction', async ({
  database,
}) => {
  const late = inOneTrip(database.db, 'default', async (trx) => {
    await sql`select 1`.execute(trx)
    await write(trx, 'late')
  })
  await expect(late).rejects.toThrow('after the end')
  expect(await contactsOf(database)).not.toContain('late')
})

async function setting(db: Pick<Trx, 'getExecutor'>): Promise<unknown> {
  const { rows } = await sql<{ workspace: unknown }>`
    select current_setting('unsaid.workspace', true) as workspace`.execute(db)
  return rows[0]?.workspace
}

async function terminate({ admin }: TestDatabase, trx: Trx): Promise<void> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
  // Waits, up to so many milliseconds, until the backend is gone.
  const ended = await sql<{ gone: boolean }>`
    select pg_terminate_backend(${rows[0]?.pid}, 30000) as gone`.execute(admin)
  expect(ended.rows).toEqual([{ gone: true }])
}

async function contactsOf({ admin }: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from contact`.execute(admin)
  return rows.map((row) => row.id)
}
