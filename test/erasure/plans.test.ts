import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptErasure, type ErasureAsk } from '../../src/erasure/accept-erasure.ts'
import { finishSuppression, suppress } from '../../src/erasure/suppress.ts'
import { resolveContact } from '../../src/redact/rows/resolve-contact.ts'
import { findLists } from '../../src/bulk/find-lists.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { capturing, plansOf } from '../redact/captured-queries.ts'
import { drive } from './drive.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

const MANY = 100_000

async function fill({ admin }: TestDatabase): Promise<void> {
  const key = (name: string) => sql`sha256(convert_to(${name} || g, 'utf8'))`
  await sql`
    insert into contact (workspace_id, id, data, email_key, external_id_key, keyed)
    select 'many', g::text, jsonb_build_object('id', g), ${key('email')}, ${key('external')}, true
      from generate_series(1, ${MANY}) g`.execute(admin)
  for (const kind of ['email', 'external']) {
    await sql`
      insert into contact_key (workspace_id, contact_id, kind, key)
      select 'many', g::text, ${kind === 'email' ? 'email' : 'external_id'}, ${key(kind)}
        from generate_series(1, ${MANY}) g`.execute(admin)
  }
  await sql`
    insert into suppression (workspace_id, id, kind, key, erased_until, job_id)
    select 'many', g::text, 'email', ${key('gone')}, now(), 'job-' || g / 3
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into conversation (workspace_id, id, keyed, data, source, source_author_type,
                              source_author_id)
    select 'many', g::text, true, '{"conversation_rating": {"remark": "text"}}', '{"body": "text"}',
           'user', (g % 20000)::text
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_type,
                                   author_id, body, data)
    select 'many', g::text, '1', 0, 'user', (g % 20000)::text, 'text',
           '{"email_message_metadata": {"subject": "text"}}'
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into conversation_contact (workspace_id, contact_id, conversation_id)
    select 'many', (g % 20000)::text, g::text from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into job_item (workspace_id, job_id, position, type, conversation_id, target_id)
    select 'many', 'job-1', g, 'source', g::text, 's' from generate_series(1, ${MANY}) g`.execute(
    admin,
  )
  await sql`insert into workspace (id) values ('many')`.execute(admin)
  await sql`analyze`.execute(admin)
}

const TABLES =
  /Seq Scan on (contact|contact_key|suppression|conversation|conversation_part|conversation_contact|job_item)\b/

test.beforeAll(({ database }) => fill(database))

test('at 100,000 rows everything about a contact is found by an index, under row-level security', async ({
  database,
}) => {
  const { db, queries } = capturing(database)
  const options = { until: new Date(), job: 'job-1', pepper: PEPPER }
  await inWorkspace(db, 'many', async (trx) => {
    for (const kind of ['id', 'email', 'external_id'] as const) {
      await resolveContact(trx, 'many', { kind, value: 'x' }, PEPPER)
    }
    await suppress(trx, 'many', ['7', '8'], options)
    await finishSuppression(trx, 'many', 'job-1', new Date())
    await sql`
      select conversation_id from conversation_contact
       where workspace_id = 'many' and contact_id = any(array['7', '8'])`.execute(trx)
    await sql`
      select conversation_id, id from conversation_part
       where workspace_id = 'many' and author_id = '7'
         and (conversation_id, id) > ('100', '1')
       order by conversation_id, id limit 100`.execute(trx)
    await sql`
      select id from conversation
       where workspace_id = 'many' and source_author_id = '7' and id > '1' order by id
       limit 100`.execute(trx)
  })
  await importWithPepper(db, 'many', { type: 'user', id: '7', email: 'a@example.com' })

  const plans = await plansOf(db, [...queries])
  await db.destroy()
  const all = plans.map(({ plan }) => plan).join('\n')
  for (const { sql: statement, plan } of plans) {
    expect(plan, statement).not.toMatch(TABLES)
  }
  for (const index of [
    ...['contact_key_key', 'contact_key_pkey', 'contact_unkeyed', 'suppression_in_force'],
    ...['conversation_contact_pkey', 'conversation_part_author', 'conversation_source_author'],
    'suppression_workspace_id_job_id_kind_key_key',
  ]) {
    expect(all).toContain(index)
  }
})

test.for(['authored', 'conversations'] as const)(
  'at 100,000 rows no statement of an erasure of scope %s reads a whole table',
  async (scope, { database }) => {
    const { db, queries } = capturing(database)
    const ask: ErasureAsk = {
      ...{ selector: { kind: 'id', value: scope === 'authored' ? '11' : '12' }, scope },
      ...{ dryRun: false, lanes: 1, dueAt: new Date(), requestedBy: 'cli' },
    }
    const accepted = await acceptErasure(db, 'many', ask, PEPPER)
    if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
    await drive(db, 'many', accepted.job)
    const list = (await findLists(database.db, 'many', [accepted.job])).get(accepted.job)
    expect(list?.progress).toMatchObject({ total: 10, redacted: 10 })

    const plans = await plansOf(db, [...queries])
    await db.destroy()
    expect(plans.length).toBeGreaterThan(30)
    for (const { sql: statement, plan } of plans) expect(plan, statement).not.toMatch(TABLES)
    const byPlace = plans.filter(({ sql: statement }) => /ctid = /.test(statement))
    expect(byPlace.length).toBeGreaterThan(0)
    for (const { sql: statement, plan } of byPlace) expect(plan, statement).toMatch(/Tid Scan on/)
  },
)
