import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Conversations of a chunk that has no items: each is read whole. */
const SCRUBBED_AT_ONCE = 500

/** What is appended, as SQL of whoever knows: nothing of it passes through this process. */
export interface Appended {
  /** Found by a last look. */
  readonly late: boolean
  /** Say of each item at once what a run would do. */
  readonly planned: boolean
  /** Selects `conversation_id`, `nth` (its place there), `type` and `target_id`. */
  readonly targets: RawBuilder<unknown>
  /** Selects `type`, `conversation_id` and `target_id` of items that are not asked for again. */
  readonly failedItems: RawBuilder<unknown>
  /** Selects the ids of conversations that are to be scrubbed, as far as they need it. */
  readonly conversations: RawBuilder<unknown>
  /** Selects `conversation_id` of those among the given that need it. */
  readonly unscrubbed: (among: RawBuilder<unknown>) => RawBuilder<unknown>
}

/**
 * Appends items to a list that is a job, and chunks that name the conversations they scrub. A
 * conversation is in one chunk, unless it has more items than a chunk should: it would be scrubbed
 * by both, and one lane would wait for the other's commit (four lanes that all did ran like two:
 * measured).
 *
 * @returns the first new chunk; undefined when there is nothing to append
 */
export async function appendToList(
  trx: Trx,
  workspace: string,
  job: string,
  appended: Appended,
): Promise<number | undefined> {
  const made = { job, end: await endOf(trx, workspace, job), ...appended }
  const found = await insertItems(trx, workspace, made)
  if (found > 0) await insertItemChunks(trx, workspace, made)
  await insertScrubChunks(trx, workspace, made)
  await sql`
    update job_list set items = items + ${found}::integer
     where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const next = made.end.chunk + 1
  const { rows } = await sql`
    select from job_chunk
     where workspace_id = ${workspace} and job_id = ${job} and chunk = ${next}`.execute(trx)
  return rows.length > 0 ? next : undefined
}

/** What the job has already. */
interface End {
  readonly items: number
  readonly chunk: number
  readonly size: number
}

async function endOf(trx: Trx, workspace: string, job: string): Promise<End> {
  const { rows } = await sql<End>`
    select items, chunk_size as size, (
             select coalesce(max(chunk), 0) from job_chunk
              where workspace_id = ${workspace} and job_id = ${job}) as chunk
      from job_list where workspace_id = ${workspace} and job_id = ${job}`.execute(trx)
  const [end] = rows
  if (!end) throw new Error('a job has no list')
  return end
}

interface NewChunks extends Appended {
  readonly job: string
  readonly end: End
}

async function insertItems(
  trx: Trx,
  workspace: string,
  { job, end: { items }, targets, failedItems }: NewChunks,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into job_item (workspace_id, job_id, position, type, conversation_id, target_id)
    select ${workspace}, ${job},
           ${items}::integer + row_number() over (order by conversation_id, nth, target_id),
           type, conversation_id, target_id
      from (${targets}) target
     where (type, conversation_id, target_id) not in (${failedItems})`.execute(trx)
  return Number(numAffectedRows)
}

async function insertItemChunks(trx: Trx, workspace: string, made: NewChunks): Promise<void> {
  const { job, end, planned, late } = made
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, conversations, planned, late)
    select ${workspace}, ${job}, ${end.chunk + 1}::integer + nth,
           min(position), max(position), array_agg(distinct conversation_id order by conversation_id),
           case when ${planned} then repeat('r', count(*)::integer) end, ${late}
      from (select position, conversation_id, (
                     case when count(*) over conversation > ${end.size}::integer then position
                          else min(position) over conversation end - ${end.items + 1}::integer
                   ) / ${end.size}::integer as nth
              from job_item
             where workspace_id = ${workspace} and job_id = ${job}
               and position > ${end.items}::integer
            window conversation as (partition by conversation_id)) item
     group by nth`.execute(trx)
}

/** Conversations that the new items name are scrubbed with them. */
async function insertScrubChunks(trx: Trx, workspace: string, made: NewChunks): Promise<void> {
  const { job, end, planned, late } = made
  const others = sql`
    ${made.conversations}
    except
    select conversation_id from job_item
     where workspace_id = ${workspace} and job_id = ${job}
       and position > ${end.items}::integer
    except
    select unnest(unscrubbed) from job_chunk
     where workspace_id = ${workspace} and job_id = ${job}`
  await sql`
    with stand as (
      select coalesce(max(chunk), 0) as chunk, coalesce(max(last), 0) as last from job_chunk
       where workspace_id = ${workspace} and job_id = ${job}),
    found as (${made.unscrubbed(others)})
    insert into job_chunk (workspace_id, job_id, chunk, first, last, conversations, planned, late)
    select ${workspace}, ${job}, stand.chunk + 1 + nth, stand.last + 1, stand.last,
           array_agg(conversation_id order by conversation_id),
           case when ${planned} then '' end, ${late}
      from stand, (
        select conversation_id,
               (row_number() over (order by conversation_id) - 1) / ${SCRUBBED_AT_ONCE}::integer as nth
          from found) numbered
     group by nth, stand.chunk, stand.last`.execute(trx)
}
