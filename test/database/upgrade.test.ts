import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { up as redactions } from '../../src/database/migrations/0001-redactions.ts'
import { up as isolation } from '../../src/database/migrations/0002-isolation.ts'
import {
  assertSchema,
  MIN_CODE_VERSION,
  SCHEMA_VERSION,
  schemaState,
  storeVersions,
} from '../../src/database/schema-version.ts'
import { pepperOf } from '../../src/database/pepper.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { keyStoredPeople } from '../../src/erasure/key-stored-people.ts'
import { resolveContact } from '../../src/redact/rows/resolve-contact.ts'
import { listJobs } from '../../src/bulk/list-jobs.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { freshDatabase, type FreshDatabase } from './fresh-database.ts'

const FIRST_VERSION = 1

/** Leaves a database as the first version of Unsaid did, with a message and jobs in it. */
async function firstVersion(): Promise<FreshDatabase> {
  const fresh = await freshDatabase()
  const pool = new pg.Pool({ connectionString: fresh.owner.url, max: 2 })
  const owner = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const first = { '0001-redactions': { up: redactions }, '0002-isolation': { up: isolation } }
  const { error } = await new Migrator({
    db: owner,
    migrationTableSchema: 'unsaid',
    provider: { getMigrations: () => Promise.resolve(first) },
  }).migrateToLatest()
  expect(error).toBeUndefined()
  await sql.raw(storeVersions(FIRST_VERSION, FIRST_VERSION)).execute(owner)
  await owner.destroy()
  await fresh.asAdmin(FIRST_ROWS)
  return fresh
}

const FIRST_ROWS = `
  insert into unsaid.conversation (workspace_id, id, data, source_author_type, source_author_id)
  values ('default', 'c', '{"id": "c"}', 'admin', 'a'),
         ('default', 'd', '{"contacts": {"contacts": [{"id": "u"}, {"id": 5}, "x", {"id": " "}]},
           "conversation_rating": {"contact": {"id": "r"}}}', 'lead', 's'),
         ('default', 'e', '{"contacts": {"contacts": "odd"}, "conversation_rating": []}', null, null),
         ('default', 'f', '{"contacts": []}', null, null);
  insert into unsaid.conversation_part (workspace_id, conversation_id, id, position, body, data,
                                        author_type, author_id)
  values ('default', 'c', 'p', 0, 'text', '{"id": "p"}', 'user', 'u'),
         ('default', 'c', 'q', 1, 'text', '{"id": "q"}', 'bot', 'b');
  insert into unsaid.contact (workspace_id, id, data)
  values ('default', 'u', '{"id": "u", "email": "U@example.com"}');
  insert into unsaid.job (workspace_id, id, kind, state, type, conversation_id, target_id,
                          requested_by, outcome, outcome_code, finished_at)
  values ('default', 'waiting', 'redaction', 'queued', 'conversation_part', 'c', 'p', 'cli',
          null, null, null),
         ('default', 'refused', 'redaction', 'failed', 'source', 'c', 's', 'cli',
          'not_redactable', 'source_author', now()),
         ('default', 'canceled', 'redaction', 'failed', 'source', 'c', 's', 'cli',
          'canceled', null, now());
  insert into unsaid.wakeup (workspace_id, job_id, due_at) values ('default', 'waiting', now())`

test('a database of the first version is brought up to date, and its jobs go on', async () => {
  const fresh = await firstVersion()
  const older = openDatabase({ url: fresh.owner.url, appRole: fresh.owner.name })
  onTestFinished(() => older.destroy())
  await expect(assertSchema(older)).rejects.toThrow('is older: run `unsaid migrate`')

  await fresh.migrate()
  const db = openDatabase({ url: fresh.app.url, appRole: fresh.appRole })
  onTestFinished(() => db.destroy())
  expect(await schemaState(db)).toBe('current')
  await redactGroup(db, 'default', ['waiting'])
  const jobs = await findJobs(db, 'default', ['waiting', 'refused', 'canceled'])
  const outcomes = Object.fromEntries(jobs.map(({ id, outcome }) => [id, outcome]))
  expect(outcomes).toEqual({
    waiting: 'redacted',
    refused: 'not_redactable',
    canceled: 'canceled',
  })
  const failed = await listJobs(db, 'default', { kind: 'redaction', state: 'failed', limit: 10 })
  expect(failed.jobs.map(({ id }) => id)).toEqual(['refused', 'canceled'])
})

test('its contacts are found by e-mail, and where they take part', async () => {
  const fresh = await firstVersion()
  await fresh.migrate()
  const db = openDatabase({ url: fresh.app.url, appRole: fresh.appRole })
  onTestFinished(() => db.destroy())

  const pairs = await fresh.asAdmin(`
    select contact_id || ' in ' || conversation_id as pair from unsaid.conversation_contact`)
  expect(pairs.map(({ pair }) => pair).sort()).toEqual([
    ...['5 in d', 'r in d', 's in d', 'u in c', 'u in d'],
  ])
  const pepper = pepperOf('p'.repeat(32))
  const selector = { kind: 'email', value: 'u@example.com' } as const
  expect(await keyStoredPeople(db, 'default', pepper, 60_000)).toBe(true)
  const found = await inWorkspace(db, 'default', (trx) =>
    resolveContact(trx, 'default', selector, pepper),
  )
  expect(found).toEqual({ kind: 'found', contacts: ['u'] })
  const [security] = await fresh.asAdmin(`
    select bool_and(relforcerowsecurity) as forced from pg_class
     where oid in ('unsaid.conversation'::regclass, 'unsaid.conversation_part'::regclass)`)
  expect(security).toEqual({ forced: true })
})

test('the first version refuses what this one leaves behind', async () => {
  const fresh = await firstVersion()
  await fresh.migrate()
  const [versions] = await fresh.asAdmin('select * from unsaid.schema_version()')
  expect(versions).toEqual({
    schema_version: SCHEMA_VERSION,
    min_code_version: MIN_CODE_VERSION,
  })
  expect(Number(versions?.['min_code_version'])).toBeGreaterThan(FIRST_VERSION)
})
