import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { StoredErasure } from './find-erasure.ts'
import { conversationsOf, failedItemsOf, targetsOf, unscrubbedOf } from './targets.ts'

/** Conversations of a chunk that has no items: each is read whole. */
const SCRUBBED_AT_ONCE = 500

/** Milliseconds; everything of one person is looked through by one statement. */
const LOOK_TIMEOUT = 600_000

export interface AppendOptions {
  /** Found by a last look. */
  readonly late: boolean
  /** Say of each item at once what a run would do. */
  readonly planned: boolean
}

/**
 * Looks for what is left to erase, and appends it to the job: an item for each message, and chunks
 * that name the conversations they scrub. A conversation is in one chunk, unless it has more items
 * than a chunk should: it would be scrubbed by both, and one lane would wait for the other's commit
 * (four lanes that all did ran like two: measured).
 *
 * @returns the first new chunk; undefined when nothing is left
 */
export async function appendChunks(
  trx: Trx,
  workspace: string,
  erasure: StoredErasure,
  options: AppendOptions,
): Promise<number | undefined> {
  await sql`select set_config('statement_timeout', ${String(LOOK_TIMEOUT)}, true)`.execute(trx)
  const end = await endOf(trx, workspace, erasure.job)
  const found = await insertItems(trx, workspace, erasure, end)
  if (found > 0) await insertItemChunks(trx, workspace, { erasure, end, options })
  await insertScrubChunks(trx, workspace, { erasure, end, options })
  await sql`
    update job_list set items = items + ${found}::integer
     where workspace_id = ${workspace} and job_id = ${erasure.job}`.execute(trx)
  const { rows } = await sql`
    select from job_chunk where workspace_id = ${workspace} and job_id = ${erasure.job}
       and chunk = ${end.chunk + 1}`.execute(trx)
  return rows.length > 0 ? end.chunk + 1 : undefined
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
  if (!end) throw new Error('an erasure has no list')
  return end
}

async function insertItems(
  trx: Trx,
  workspace: string,
  erasure: StoredErasure,
  { items }: End,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into job_item (workspace_id, job_id, position, type, conversation_id, target_id)
    select ${workspace}, ${erasure.job},
           ${items}::integer + row_number() over (order by conversation_id, nth, target_id),
           type, conversation_id, target_id
      from (${targetsOf(workspace, erasure)}) target
     where (type, conversation_id, target_id) not in (${failedItemsOf(workspace, erasure.job)})`.execute(
    trx,
  )
  return Number(numAffectedRows)
}

interface NewChunks {
  readonly erasure: StoredErasure
  readonly end: End
  readonly options: AppendOptions
}

async function insertItemChunks(trx: Trx, workspace: string, made: NewChunks): Promise<void> {
  const { erasure, end, options } = made
  await sql`
    insert into job_chunk (workspace_id, job_id, chunk, first, last, conversations, planned, late)
    select ${workspace}, ${erasure.job}, ${end.chunk + 1}::integer + nth,
           min(position), max(position), array_agg(distinct conversation_id order by conversation_id),
           case when ${options.planned} then repeat('r', count(*)::integer) end, ${options.late}
      from (select position, conversation_id, (
                     case when count(*) over conversation > ${end.size}::integer then position
                          else min(position) over conversation end - ${end.items + 1}::integer
                   ) / ${end.size}::integer as nth
              from job_item
             where workspace_id = ${workspace} and job_id = ${erasure.job}
               and position > ${end.items}::integer
            window conversation as (partition by conversation_id)) item
     group by nth`.execute(trx)
}

/** Conversations that the new items name are scrubbed with them. */
async function insertScrubChunks(trx: Trx, workspace: string, made: NewChunks): Promise<void> {
  const { erasure, end, options } = made
  const others = sql`
    ${conversationsOf(workspace, erasure.contacts)}
    except
    select conversation_id from job_item
     where workspace_id = ${workspace} and job_id = ${erasure.job}
       and position > ${end.items}::integer
    except
    select unnest(unscrubbed) from job_chunk
     where workspace_id = ${workspace} and job_id = ${erasure.job}`
  await sql`
    with stand as (
      select coalesce(max(chunk), 0) as chunk, coalesce(max(last), 0) as last from job_chunk
       where workspace_id = ${workspace} and job_id = ${erasure.job}),
    found as (${unscrubbedOf(workspace, erasure, others)})
    insert into job_chunk (workspace_id, job_id, chunk, first, last, conversations, planned, late)
    select ${workspace}, ${erasure.job}, stand.chunk + 1 + nth, stand.last + 1, stand.last,
           array_agg(conversation_id order by conversation_id),
           case when ${options.planned} then '' end, ${options.late}
      from stand, (
        select conversation_id,
               (row_number() over (order by conversation_id) - 1) / ${SCRUBBED_AT_ONCE}::integer as nth
          from found) numbered
     group by nth, stand.chunk, stand.last`.execute(trx)
}
