import { sql } from 'kysely'
import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { finishSuppression, suppress } from '../../src/erasure/suppress.ts'
import { resolveContact } from '../../src/erasure/resolve-contact.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { capturing, plansOf } from '../rewrite/captured-queries.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

const MANY = 100_000

async function fill({ admin }: TestDatabase): Promise<void> {
  const key = (name: string) => sql`sha256(convert_to(${name} || g, 'utf8'))`
  await sql`
    insert into contact (workspace_id, id, data, email_key, external_id_key, keyed)
    select 'many', g::text, jsonb_build_object('id', g), ${key('email')}, ${key('external')}, true
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into suppression (workspace_id, id, kind, key, erased_until, job_id)
    select 'many', g::text, 'email', ${key('gone')}, now(), 'job-' || g / 3
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into conversation (workspace_id, id, data, source_author_id)
    select 'many', g::text, '{}', (g % 20000)::text from generate_series(1, ${MANY}) g`.execute(
    admin,
  )
  await sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_id, data)
    select 'many', g::text, '1', 0, (g % 20000)::text, '{}'
      from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`
    insert into conversation_contact (workspace_id, contact_id, conversation_id)
    select 'many', (g % 20000)::text, g::text from generate_series(1, ${MANY}) g`.execute(admin)
  await sql`analyze`.execute(admin)
}

test('at 100,000 rows everything about a contact is found by an index, under row-level security', async ({
  database,
}) => {
  await fill(database)
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
    expect(plan, statement).not.toMatch(
      /Seq Scan on (contact|suppression|conversation|conversation_part|conversation_contact)\b/,
    )
  }
  for (const index of [
    ...['contact_email_key', 'contact_external_id_key', 'contact_unkeyed', 'suppression_in_force'],
    ...['conversation_contact_pkey', 'conversation_part_author', 'conversation_source_author'],
    'suppression_workspace_id_job_id_kind_key_key',
  ]) {
    expect(all).toContain(index)
  }
})
