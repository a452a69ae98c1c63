import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
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

interface ItemRow {
  readonly position: number
  readonly line: number | null
  readonly type: StoredItem['type']
  readonly conversation_id: string | null
  readonly target_id: string | null
  readonly external_id: string | null
  readonly problems: JobError[] | null
}

/** Where an item stands, and what is said of it there. */
interface Place {
  readonly position: number
  readonly outcome: Letter | null
  readonly planned: Letter | null
  readonly canceled: boolean
}

/**
 * The items of a job, in the order they came. Positions first, then their items by key: joined, a
 * fresh list without statistics was read whole, 0.4 s a page with a million items (measured).
 */
export async function findItems(
  db: Db,
  workspace: string,
  job: string,
  query: ItemQuery,
): Promise<StoredItem[]> {
  return inWorkspace(db, workspace, async (trx) => {
    const { rows: places } = await sql<Place>`${positions(workspace, job, query)}`.execute(trx)
    const items = await readItems(trx, workspace, job, places)
    return places.flatMap((place) => {
      const item = items.get(place.position)
      return item ? [itemOf(item, place)] : []
    })
  })
}

async function readItems(trx: Trx, workspace: string, job: string, places: readonly Place[]) {
  const { rows } = await sql<ItemRow>`
    select item.position, line, type, conversation_id, target_id, external_id, problems
      from unnest(${places.map((place) => place.position)}::integer[]) as wanted(position)
     cross join lateral (
       select * from job_item
        where workspace_id = ${workspace} and job_id = ${job} and position = wanted.position
        limit 1) item`.execute(trx)
  return new Map(rows.map((row) => [row.position, row]))
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
      join job_chunk chunk on chunk.workspace_id = ${workspace} and chunk.job_id = ${job}
       and chunk.chunk = pages.chunk
     cross join lateral (
       select position, nullif(substr(chunk.outcomes, position - chunk.first + 1, 1), '') as outcome,
              nullif(substr(chunk.planned, position - chunk.first + 1, 1), '') as planned
         from generate_series(greatest(chunk.first, ${after}::integer + 1), chunk.last) position
       ) place
     where ${letters === null || outcome === 'canceled' ? sql`true` : sql`strpos(${letters}, place.outcome) > 0`}
     order by place.position limit ${limit}`
}

/** The chunks from the one after which the page begins to the one in which it is full. */
function pages(workspace: string, job: string, { outcome, after, limit }: ItemQuery) {
  return sql`
    select * from (
      select counted.*, sum(held) filter (where first > ${after}::integer) over (
               order by chunk rows between unbounded preceding and 1 preceding) as before
        from (
          select chunk.chunk, chunk.first, ${heldBy(outcome)} as held,
                 job.state = 'canceled' and chunk.done_at is null as canceled
            from job join job_chunk chunk
              on chunk.workspace_id = job.workspace_id and chunk.job_id = job.id
           where job.workspace_id = ${workspace} and job.id = ${job}
             and chunk.last > ${after}::integer) counted
       where held > 0) summed
     where coalesce(before, 0) < ${limit}`
}

/** How many items of a chunk are asked for. */
function heldBy(outcome: OutcomeKind | undefined) {
  const all = sql`chunk.last - chunk.first + 1`
  if (outcome === undefined) return all
  if (outcome !== 'canceled') return sql.ref(`chunk.${outcome}`)
  return sql`case when job.state = 'canceled' and chunk.done_at is null then ${all} else 0 end`
}

function itemOf(row: ItemRow, { outcome, planned, canceled: isCanceled }: Place): StoredItem {
  const canceled: Outcome = { kind: 'canceled', code: null }
  return {
    position: row.position,
    line: row.line,
    type: row.type,
    conversationId: row.conversation_id,
    targetId: row.target_id,
    externalId: row.external_id,
    problems: row.problems ?? [],
    outcome: isCanceled ? canceled : outcome && OUTCOME_OF[outcome],
    planned: planned && OUTCOME_OF[planned],
  }
}
