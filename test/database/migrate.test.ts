import type { Queue } from 'bullmq'
import { createPostgresBackend, withBackend } from 'bullmq'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { connectionOptions } from '../../src/database/server-settings.ts'
import { assertPlainRole } from '../../src/database/roles.ts'
import { assertSchema, schemaState } from '../../src/database/schema-version.ts'
import { StartError } from '../../src/failure.ts'
import { QUEUE_NAMES, QUEUE_SCHEMA } from '../../src/queue/names.ts'
import { listWorkspaces } from '../../src/access/workspaces.ts'
import { freshDatabase, type FreshDatabase, type Login } from './fresh-database.ts'
import { fillWorkspace } from './fill-workspace.ts'

test('makes a database that the app can work with, and changes nothing when run again', async () => {
  const fresh = await freshDatabase()
  await fresh.migrate()
  const db = openAs(fresh, fresh.app)
  await assertUsable(fresh, fresh.app)
  await fillWorkspace(db, 'default')

  const before = await factsOf(fresh)
  await fresh.migrate()
  expect(await factsOf(fresh)).toEqual(before)
})

test('works from four processes at once', async () => {
  const fresh = await freshDatabase()
  await Promise.all([1, 2, 3, 4].map(() => fresh.migrate()))
  await assertUsable(fresh, fresh.app)
})

test('a role that the migration of another database makes at the same moment is no harm', async () => {
  const fresh = await freshDatabase()
  const other = openAdmin()
  await other.connection().execute(async (elsewhere) => {
    await sql`begin`.execute(elsewhere)
    await sql`create role ${sql.id(fresh.appRole)} nologin`.execute(elsewhere)
    await sql`grant ${sql.id(fresh.appRole)} to ${sql.id(fresh.owner.name)}
                with admin option`.execute(elsewhere)
    const migrated = fresh.migrate()
    await waitsIn(fresh)
    await sql`commit`.execute(elsewhere)
    await migrated
  })
  await assertUsable(fresh, fresh.app)
})

test('works with one login for the owner and the app', async () => {
  const fresh = await freshDatabase()
  await fresh.migrate({ appLogin: fresh.owner.name })
  await assertUsable(fresh, fresh.owner)
})

test('works as a superuser', async () => {
  const fresh = await freshDatabase()
  const superuser = await fresh.login('superuser')
  await fresh.migrate({ ownerUrl: superuser.url, appLogin: superuser.name })
  await assertUsable(fresh, superuser)
})

test('gives the rights to the role that is named now, also when it was another before', async () => {
  const fresh = await freshDatabase()
  await fresh.migrate()
  const other = fresh.roleName()
  await fresh.migrate({ appRole: other })
  await assertUsable(fresh, fresh.app, other)
})

test('takes away what the role may not have', async () => {
  const fresh = await freshDatabase()
  await fresh.migrate()
  await fresh.asAdmin(`grant delete, truncate on unsaid.conversation_part to ${fresh.appRole}`)
  await fresh.migrate()
  expect(
    await fresh.asAdmin(`select privilege_type as may from information_schema.table_privileges
      where grantee = '${fresh.appRole}' and table_name = 'conversation_part' order by 1`),
  ).toEqual([{ may: 'INSERT' }, { may: 'SELECT' }, { may: 'UPDATE' }])
})

describe('without the right to make roles', () => {
  test('it gives the SQL for an administrator, after which it works', async () => {
    const fresh = await freshDatabase('')
    const failure = await failureOf(fresh.migrate())
    const statements = failure.message.split('\n').filter((line) => line.endsWith(';'))
    expect(statements.map((line) => line.trim())).toEqual([
      `create role "${fresh.appRole}" nologin nosuperuser nobypassrls;`,
      `create role "${fresh.producerRole}" nologin nosuperuser nobypassrls;`,
      `grant "${fresh.appRole}" to "${fresh.app.name}";`,
    ])

    for (const statement of statements) await fresh.asAdmin(statement)
    await fresh.migrate()
    await assertUsable(fresh, fresh.app)
  })

  test("it works when an administrator gave the role to the app in another way, but for the producers'", async () => {
    const fresh = await freshDatabase('')
    const group = await fresh.login()
    await fresh.asAdmin(`create role ${fresh.appRole} nologin`)
    await fresh.asAdmin(`grant ${fresh.appRole} to ${group.name}`)
    await fresh.asAdmin(`grant ${group.name} to ${fresh.app.name}`)
    const failure = await failureOf(fresh.migrate())
    const statements = failure.message.split('\n').filter((line) => line.endsWith(';'))
    expect(statements.map((line) => line.trim())).toEqual([
      `create role "${fresh.producerRole}" nologin nosuperuser nobypassrls;`,
    ])

    await fresh.asAdmin(statements[0]!)
    await fresh.migrate()
    await assertUsable(fresh, fresh.app)
  })
})

test('without the right to make schemas it gives the SQL for an administrator', async () => {
  const fresh = await freshDatabase()
  const stranger = await fresh.login('createrole')
  const failure = await failureOf(fresh.migrate({ ownerUrl: stranger.url }))
  const statement = failure.message.split('\n').find((line) => line.endsWith(';'))
  expect(statement).toContain('grant create on database')

  await fresh.asAdmin(statement!)
  await fresh.migrate({ ownerUrl: stranger.url })
  await assertUsable(fresh, fresh.app)
})

test('a login that is not the owner of the schemas is refused', async () => {
  const fresh = await freshDatabase()
  await fresh.migrate()
  const stranger = await fresh.login('createrole')
  const failure = await failureOf(fresh.migrate({ ownerUrl: stranger.url }))
  expect(failure.message).toContain('UNSAID_OWNER_DATABASE_URL')
})

describe("a role that can't be the app's", () => {
  test.each(['superuser', 'bypassrls'])('a role with %s is refused at start', async (above) => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    await fresh.asAdmin(`alter role ${fresh.appRole} ${above}`)
    const refused = assertPlainRole(openAs(fresh, fresh.app), fresh.appRole)
    await expect(refused).rejects.toThrow('UNSAID_APP_ROLE')
  })

  test("a role that may become the tables' owner is refused at start", async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    const insider = await fresh.login()
    await fresh.asAdmin(`grant ${fresh.owner.name} to ${insider.name}`)
    const db = openAs(fresh, insider, insider.name)
    await expect(assertPlainRole(db, insider.name)).rejects.toThrow('UNSAID_APP_ROLE')
  })

  test('working as another role than the named one is refused at start', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    const db = openAs(fresh, fresh.app, fresh.app.name)
    await expect(assertPlainRole(db, fresh.appRole)).rejects.toThrow(fresh.appRole)
  })

  test('the owner itself is refused by the migration', async () => {
    const fresh = await freshDatabase()
    const failure = await failureOf(fresh.migrate({ appRole: fresh.owner.name }))
    expect(failure.message).toContain('UNSAID_APP_ROLE')
  })
})

describe('the version of the schema', () => {
  test('nothing there is told from an older schema; both ask for the migration', async () => {
    const fresh = await freshDatabase()
    const db = openAs(fresh, fresh.owner, fresh.owner.name)
    expect(await schemaState(db)).toBe('missing')
    await expect(assertSchema(db)).rejects.toThrow('is missing: run `unsaid migrate`')

    await fresh.migrate()
    await storeVersion(fresh, 0, 0)
    await expect(assertSchema(db)).rejects.toThrow('is older: run `unsaid migrate`')
    await fresh.migrate()
    expect(await schemaState(db)).toBe('current')
  })

  test('a newer one is worked with unless it needs newer code', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    const db = openAs(fresh, fresh.app)
    await storeVersion(fresh, 99, 1)
    await assertSchema(db)
    expect(await schemaState(db)).toBe('newer')

    await storeVersion(fresh, 99, 98)
    await expect(assertSchema(db)).rejects.toThrow('newer version of unsaid')
    await expect(assertSchema(db)).rejects.toBeInstanceOf(StartError)
  })

  test('an older code leaves a newer schema as it is', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    await storeVersion(fresh, 99, 1)
    const failure = await failureOf(fresh.migrate())
    expect(failure.message).toContain('newer')
    expect(await schemaState(openAs(fresh, fresh.app))).toBe('newer')
  })
})

test("a plain BullMQ producer can add to the queues as the app's role", async () => {
  const fresh = await freshDatabase()
  await fresh.migrate()
  for (const name of QUEUE_NAMES) {
    const queue = new (withBackend(createPostgresBackend).Queue)(name, {
      connection: {
        connectionString: fresh.app.url,
        schema: QUEUE_SCHEMA,
        options: connectionOptions(fresh.appRole),
      },
    }) as unknown as Queue
    queue.on('error', () => undefined)
    const job = await queue.add('plain', { some: 'data' })
    expect(await queue.getJobCounts('wait')).toEqual({ wait: 1 })
    expect(job.id).toMatch(/^\d+$/)
    await queue.close()
  }
})

function openAdmin() {
  const { adminUrl } = inject('postgres')
  const pool = new pg.Pool({ connectionString: adminUrl, max: 1 })
  const admin = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(() => admin.destroy())
  return admin
}

/** Looks until a session of the database waits for another's transaction. */
async function waitsIn(fresh: FreshDatabase): Promise<void> {
  for (;;) {
    const waiting = await fresh.asAdmin(`select from pg_stat_activity
      where datname = '${fresh.name}' and wait_event_type = 'Lock'`)
    if (waiting.length > 0) return
  }
}

function openAs(fresh: FreshDatabase, login: Login, appRole = fresh.appRole) {
  const db = openDatabase({ url: login.url, appRole })
  onTestFinished(() => db.destroy())
  return db
}

/** Role, schema, tables, functions and queue are there and granted. */
async function assertUsable(fresh: FreshDatabase, login: Login, appRole = fresh.appRole) {
  const db = openAs(fresh, login, appRole)
  await assertPlainRole(db, appRole)
  await assertSchema(db)
  expect(await listWorkspaces(db)).toEqual(['default'])
  expect((await sql`select id from job`.execute(db)).rows).toEqual([])
  const { rows } = await sql`
    select count(*)::int as jobs from ${sql.table(`${QUEUE_SCHEMA}.job`)}`.execute(db)
  expect(rows).toEqual([{ jobs: 0 }])
}

async function storeVersion(fresh: FreshDatabase, version: number, least: number): Promise<void> {
  await fresh.asAdmin(`create or replace function unsaid.schema_version(
    out schema_version integer, out min_code_version integer)
    language sql stable set search_path = '' as $$ select ${version}, ${least} $$`)
}

async function failureOf(work: Promise<unknown>): Promise<StartError> {
  const failure: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(StartError)
  return failure as StartError
}

/** Every object of the database with its rights, and the rows that migrations write. */
async function factsOf(fresh: FreshDatabase) {
  return fresh.asAdmin(`
    select oid::regclass::text as name, relacl::text as acl from pg_class
     where relnamespace::regnamespace::text in ('unsaid', 'unsaid_queue')
    union all
    select oid::regprocedure::text, proacl::text from pg_proc
     where pronamespace::regnamespace::text in ('unsaid', 'unsaid_queue')
    union all select name, timestamp from unsaid.kysely_migration
    union all select 'parts', count(*)::text from unsaid.conversation_part
    order by 1`)
}
