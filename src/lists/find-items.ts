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
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<Row>`
      with wanted as (${positions(workspace, job, query)})
      select item.position, item.line, item.type, item.conversation_id, item.target_id,
             item.external_id, item.problems, wanted.outcome, wanted.planned, wanted.canceled
        from wanted join job_item item
          on item.workspace_id = ${workspace} and item.job_id = ${job}
         and item.position = wanted.position
       order by item.position`.execute(trx),
  )
  return rows.map(itemOf)
}

/**
 * The positions asked for, with their letters. Letters are looked through chunk by chunk, so that
 * a filter never reads the items it does not give.
 */
function positions(workspace: string, job: string, { outcome, after, limit }: ItemQuery) {
  const letters = outcome === undefined ? null : lettersFor(outcome).join('')
  return sql`
    select place.position, place.outcome, place.planned, place.canceled
      from job join job_list list on list.workspace_id = job.workspace_id and list.job_id = job.id
     cross join lateral generate_series(
       ${after}::integer / list.chunk_size, (list.items - 1) / list.chunk_size) as nth
      left join job_chunk chunk on chunk.workspace_id = job.workspace_id
       and chunk.job_id = job.id and chunk.chunk = nth + 1
     cross join lateral (
       select position, nullif(substr(chunk.outcomes, position - first + 1, 1), '') as outcome,
              nullif(substr(chunk.planned, position - first + 1, 1), '') as planned,
              job.state = 'canceled' and chunk.outcomes is null as canceled
         from (select nth * list.chunk_size + 1 as first) start
        cross join generate_series(start.first, least((nth + 1) * list.chunk_size, list.items)) position
       ) place
     where job.workspace_id = ${workspace} and job.id = ${job} and place.position > ${after}::integer
       and ${wanted(letters, outcome)}
     order by place.position limit ${limit}`
}

function wanted(letters: string | null, outcome: OutcomeKind | undefined) {
  if (letters === null) return sql`true`
  if (outcome === 'canceled') return sql`place.canceled`
  return sql`(translate(chunk.outcomes, ${letters}, '') <> chunk.outcomes
    and strpos(${letters}, place.outcome) > 0)`
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
