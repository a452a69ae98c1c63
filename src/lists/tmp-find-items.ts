import { preferIndexes } from '../database/prefer-indexes.ts'
import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { JobError } from '../database/job-error.ts'
import type { OutcomeKind } from '../database/tables.ts'
import { OUTCOME_OF, lettersFor, type Letter } from './letters.ts'
import type { Outcome } from '../jobs/outcome.ts'

/** An item as it stands now. */
export interface StoredItem {
  readonly position: number
  readonly line: number | null
  readonly type: 'conversation_part' | 'source' | null
  readonly conversationId: string | null
  readonly targetId: string | null
  readonly externalId: string | null
  readonly problems: readonly JobError[]
  readonly outcome: Outcome | null
  readonly planned: Outcome | null
}

export interface ItemQuery {
  /** Only items with this outcome. */
  readonly outcome?: OutcomeKind
  /** Only items behind this position. */
  readonly after: number
  readonly limit: number
}

interface Row {
  readonly position: number
  readonly line: number | null
  readonly type: StoredItem['type']
  readonly conversation_id: string | null
  readonly target_id: string | null
  readonly external_id: string | null
  readonly problems: JobError[] | null
  readonly outcome: Letter | null
  readonly planned: Letter | null
  readonly canceled: boolean
}

/** The items of a job, in the order they came. */
export async function findItems(
  db: Db,
  workspace: string,
  job: string,
  query: ItemQuery,
): Promise<StoredItem[]> {
  const { rows } = await inWorkspace(db, workspace, async (trx) => { await preferIndexes(trx); return sql<Row>`
      with wanted as (${positions(workspace, job, query)})
      select item.position, item.line, item.type, item.conversation_id, item.target_id,
             item.external_id, item.problems, wanted.outcome, wanted.planned, wanted.canceled
        from wanted join job_item item
          on item.workspace_id = ${workspace} and item.job_id = ${job}
         and item.position = wanted.position
       order by item.position`.execute(trx) })
  return rows.map(itemOf)
}

/**
 * The positions asked for, with their letters. Only the letters of chunks that hold the page are
 * looked through; which ones those are is told by the chunks' counts. To look through all that
 * are left took 0.5 s a page with 300,000 items (measured).
 */
function positions(workspace: string, job: string, query: ItemQuery) {
  const { outcome, after, limit } = query
  const letters = outcome === undefined ? null : lettersFor(outcome).join('')
  return sql`
    select place.position, place.outcome, place.planned, pages.canceled
      from (${pages(workspace, job, query)}) pages
      left join job_chunk chunk on chunk.workspace_id = ${workspace}
       and chunk.job_id = ${job} and chunk.chunk = pages.nth + 1
     cross join lateral (
       select position, nullif(substr(chunk.outcomes, position - start, 1), '') as outcome,
              nullif(substr(chunk.planned, position - start, 1), '') as planned
         from (select pages.nth * pages.chunk_size as start) begun
        cross join generate_series(greatest(start, ${after}::integer) + 1, pages.last) position
       ) place
     where ${letters === null || outcome === 'canceled' ? sql`true` : sql`strpos(${letters}, place.outcome) > 0`}
     order by place.position limit ${limit}`
}

/** The chunks from the one after which the page begins to the one in which it is full. */
function pages(workspace: string, job: string, { outcome, after, limit }: ItemQuery) {
  return sql`
    select * from (
      select counted.*, sum(held) filter (where nth > ${after}::integer / chunk_size) over (
               order by nth rows between unbounded preceding and 1 preceding) as before
        from (
          select nth, list.chunk_size, least((nth + 1) * list.chunk_size, list.items) as last,
                 job.state = 'canceled' and chunk.done_at is null as canceled,
                 ${heldBy(outcome)} as held
            from job join job_list list
              on list.workspace_id = job.workspace_id and list.job_id = job.id
           cross join lateral generate_series(
             ${after}::integer / list.chunk_size, (list.items - 1) / list.chunk_size) as nth
            left join job_chunk chunk on chunk.workspace_id = job.workspace_id
             and chunk.job_id = job.id and chunk.chunk = nth + 1
           where job.workspace_id = ${workspace} and job.id = ${job}) counted
       where held > 0) summed
     where coalesce(before, 0) < ${limit}`
}

/** How many items of a chunk are asked for. */
function heldBy(outcome: OutcomeKind | undefined) {
  if (outcome === undefined) return sql`list.chunk_size`
  if (outcome !== 'canceled') return sql.ref(`chunk.${outcome}`)
  return sql`case when job.state = 'canceled' and chunk.done_at is null
    then list.chunk_size else 0 end`
}

function itemOf(row: Row): StoredItem {
  const canceled: Outcome = { kind: 'canceled', code: null }
  return {
    ...{ position: row.position, line: row.line, type: row.type },
    ...{ conversationId: row.conversation_id, targetId: row.target_id },
    ...{ externalId: row.external_id, problems: row.problems ?? [] },
    outcome: row.canceled ? canceled : row.outcome && OUTCOME_OF[row.outcome],
    planned: row.planned && OUTCOME_OF[row.planned],
  }
}
