import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../database-test.ts'
import { fillWorkspace } from './fill-workspace.ts'

test('the statistics that Postgres keeps hold nothing of any message', async ({ database }) => {
  await fillWorkspace(database.db, 'default')
  await sql`analyze`.execute(database.admin)

  const { rows } = await sql<{ column: string }>`
    select tablename || '.' || attname as column from pg_stats
     where schemaname = 'unsaid' and tablename in ('conversation', 'conversation_part', 'contact')
     order by 1`.execute(database.admin)
  const columns = rows.map((row) => row.column)
  expect(columns).toEqual(expect.arrayContaining(['conversation.id', 'conversation_part.id']))
  expect(columns.filter((column) => /\.(body|data|source)$/.test(column))).toEqual([])

  const { rows: quoting } = await sql`
    select tablename, attname from pg_stats
     where schemaname = 'unsaid' and to_jsonb(pg_stats)::text ~ '(body|source|name) of default'
    `.execute(database.admin)
  expect(quoting).toEqual([])
  const { rows: extended } = await sql`
    select from pg_statistic_ext where stxnamespace = 'unsaid'::regnamespace`.execute(
    database.admin,
  )
  expect(extended).toEqual([])
})

test('a redaction touches no index: none names what a redaction writes', async ({ database }) => {
  const { rows } = await sql<{ name: string; definition: string; columns: string[] }>`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition,
           array(select attname::text from pg_attribute
                  where attrelid = indexrelid or (attrelid = indrelid and attnum = any(indkey))) as columns
      from pg_index join pg_class on pg_class.oid = indrelid
     where relnamespace = 'unsaid'::regnamespace`.execute(database.admin)
  const { rows: jsonb } = await sql<{ name: string }>`
    select distinct attname as name from pg_attribute
      join pg_class on pg_class.oid = attrelid
     where relnamespace = 'unsaid'::regnamespace and atttypid = 'jsonb'::regtype`.execute(
    database.admin,
  )
  const written = ['body', 'redacted_at', 'source_redacted_at', 'updated_at']
  const forbidden = new Set([...written, ...jsonb.map((row) => row.name)])
  expect([...forbidden]).toEqual(expect.arrayContaining(['data', 'source', 'records']))
  expect(rows.length).toBeGreaterThan(5)
  const wrong = rows.filter(
    ({ definition, columns }) =>
      columns.some((column) => forbidden.has(column)) ||
      [...forbidden].some((column) => new RegExp(`\\b${column}\\b`).test(definition)),
  )
  expect(wrong).toEqual([])
})
