import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'

/**
 * How many conversations, and how many parts in each. Of a small table it is right to read all: at
 * 10,000 conversations (some 400 pages) Postgres 15 did so for 250 of them, and was cheaper.
 */
export const CONVERSATIONS = 50_000
export const PARTS = 2

/**
 * Fills a workspace with 100,000 parts and as many open jobs.
 *
 * @param isCounted the planner is told of them
 */
export async function fillWorkspace(
  { admin }: TestDatabase,
  workspace: string,
  isCounted = true,
): Promise<void> {
  await sql`insert into workspace (id) values (${workspace})`.execute(admin)
  await sql`
    insert into conversation (workspace_id, id, data, source, source_id, source_author_type)
    select ${workspace}, c, jsonb_build_object('id', c, 'title', 'Card'),
           jsonb_build_object('id', c, 'subject', 'Card', 'body', 'text', 'author',
                              jsonb_build_object('type', 'user', 'id', c)), c, 'user'
      from (select g::text as c from generate_series(1, ${CONVERSATIONS}) g) numbered`.execute(
    admin,
  )
  await sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_type, body, data)
    select ${workspace}, c::text, c || '-' || p, p, 'user', repeat('Lorem ipsum ', 20),
           jsonb_build_object('id', c || '-' || p, 'part_type', 'comment', 'created_at', 1767139200)
      from generate_series(1, ${CONVERSATIONS}) c, generate_series(1, ${PARTS}) p`.execute(admin)
  await sql`
    insert into job (workspace_id, id, kind, type, conversation_id, target_id, requested_by)
    select workspace_id, 'open-' || id, 'redaction', 'conversation_part', conversation_id, id, 'cli'
      from conversation_part where workspace_id = ${workspace}`.execute(admin)
  await sql`
    insert into wakeup (workspace_id, job_id, due_at)
    select workspace_id, id, now() from job where workspace_id = ${workspace}`.execute(admin)
  if (isCounted) await sql`analyze conversation, conversation_part, job, wakeup`.execute(admin)
}
