import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'
import { CONVERSATIONS, PARTS } from '../redact/many-rows.ts'

export const ITEMS = 100_000
const CHUNK_SIZE = 1_000
/** Chunks of the large list that are done. */
export const DONE = 50

/** In a workspace full of parts: one list of 100,000 items, half of it done, and 500 small ones. */
export async function fillLists({ admin }: TestDatabase, workspace: string): Promise<string> {
  const large = 'large'
  await sql`
    insert into job (workspace_id, id, kind, state, requested_by)
    select ${workspace}, id, 'bulk', 'running', 'cli'
      from (select ${large} union all
            select 'small-' || g from generate_series(1, 500) g) as list(id)`.execute(admin)
  await sql`
    insert into job_list (workspace_id, job_id, dry_run, lanes, chunk_size, items, next_chunk,
                          accepted_at)
    select workspace_id, id, false, 2, ${CHUNK_SIZE}, case id when ${large} then ${ITEMS} else 20 end,
           case id when ${large} then ${DONE} + 3 else 2 end, now()
      from job where workspace_id = ${workspace} and kind = 'bulk'`.execute(admin)
  await sql`
    insert into job_item (workspace_id, job_id, position, line, type, conversation_id, target_id)
    select workspace_id, job_id, nth, nth, case nth % 10 when 0 then 'source' else 'conversation_part' end,
           place::text, case nth % 10 when 0 then place::text
             else place || '-' || (1 + nth % ${PARTS}) end
      from job_list cross join lateral (
        select nth, 1 + nth * 7919::bigint % ${CONVERSATIONS} as place
          from generate_series(1, items) nth) item
     where workspace_id = ${workspace}`.execute(admin)
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, outcomes, done_at)
    select ${workspace}, ${large}, nth, (nth - 1) * ${CHUNK_SIZE} + 1, nth * ${CHUNK_SIZE},
           repeat('r', ${CHUNK_SIZE}), now() from generate_series(1, ${DONE}) nth`.execute(admin)
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last)
    select workspace_id, job_id, nth + 1, nth * chunk_size + 1, least((nth + 1) * chunk_size, items)
      from job_list cross join generate_series(0, (items - 1) / chunk_size) nth
     where workspace_id = ${workspace} on conflict do nothing`.execute(admin)
  // Of a small table it is right to read all.
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, outcomes, done_at)
    select ${workspace}, 'ended-' || nth / 100, 1 + nth % 100, nth, nth, 'r', now()
      from generate_series(1, 30000) nth`.execute(admin)
  await sql`
    insert into wakeup (workspace_id, job_id, chunk, due_at)
    select ${workspace}, ${large}, nth, now() from generate_series(${DONE} + 1, ${DONE} + 2) nth
    union all
    select workspace_id, job_id, 1, now() from job_list
     where workspace_id = ${workspace} and job_id <> ${large}`.execute(admin)
  return large
}

/** Has the planner know how much there is of everything. */
export async function countRows({ admin }: TestDatabase): Promise<void> {
  await sql`analyze job, job_list, job_item, job_chunk, wakeup`.execute(admin)
}
