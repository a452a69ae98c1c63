import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, type FreshDatabase } from './fresh-database.ts'

/** A login of somebody else's program that was given the producers' role. */
async function asProducer(): Promise<{ fresh: FreshDatabase; client: pg.Client }> {
  const fresh = await freshDatabase()
  await fresh.migrate()
  const producer = await fresh.login()
  await fresh.asAdmin(`grant ${fresh.producerRole} to ${producer.name}`)
  const client = new pg.Client({ connectionString: producer.url })
  await client.connect()
  onTestFinished(() => client.end())
  return { fresh, client }
}

const ASK = `{"id": "j", "type": "source", "conversation_id": "c", "target_id": "s"}`
const ACCEPT = `select unsaid.accept('default', array['${ASK}'::jsonb]) as id`

test('a producer accepts a job in its own transaction, which stands or falls with it', async () => {
  const { fresh, client } = await asProducer()
  const jobs = () => fresh.asAdmin('select id, state, requested_by from unsaid.job')
  const wakeups = () => fresh.asAdmin('select job_id from unsaid.wakeup')
  await client.query('begin')
  expect((await client.query(ACCEPT)).rows).toEqual([{ id: 'j' }])
  await client.query('rollback')
  expect([await jobs(), await wakeups()]).toEqual([[], []])

  await client.query(ACCEPT)
  expect(await jobs()).toEqual([{ id: 'j', state: 'queued', requested_by: 'library' }])
  expect(await wakeups()).toEqual([{ job_id: 'j' }])
})

test('a workspace that does not exist is refused, and one that was set stays set', async () => {
  const { client } = await asProducer()
  await expect(client.query(ACCEPT.replace('default', 'nobody'))).rejects.toMatchObject({
    code: '23U02',
  })
  await client.query('begin')
  await client.query(`select set_config('unsaid.workspace', 'other', true)`)
  await client.query(ACCEPT)
  const { rows } = await client.query(`select current_setting('unsaid.workspace') as set`)
  expect(rows).toEqual([{ set: 'other' }])
})

describe('a producer may do nothing else', () => {
  test('it reads and writes no table, and calls no other function', async () => {
    const { client } = await asProducer()
    const { rows: tables } = await client.query(`
      select relname as name,
             has_table_privilege(oid, 'select, insert, update, delete, truncate') as may
        from pg_class where relkind in ('r', 'p')
         and relnamespace in (select oid from pg_namespace where nspname ~ '^unsaid')`)
    expect(tables.length).toBeGreaterThan(10)
    expect(tables.filter(({ may }) => may)).toEqual([])
    const { rows: callable } = await client.query(`
      select proname as name from pg_proc
       where pronamespace in (select oid from pg_namespace where nspname ~ '^unsaid')
         and has_function_privilege(oid, 'execute')`)
    expect(callable).toEqual([{ name: 'accept' }])
  })

  test.for(['set role unsaid_owner', 'select from unsaid.job', 'select from unsaid.conversation'])(
    '%s',
    async (statement) => {
      const { client } = await asProducer()
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    },
  )
})
