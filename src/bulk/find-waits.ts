import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import { FIRST_WAKEUP } from '../jobs/insert-accepted.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import type { JobWait } from './job-wait.ts'
import { isBusy } from './busy-lock.ts'

/** Seconds for which a delivery is on its way without anything to be said of it. */
const SOON = 5

/** The dispatcher puts off what it delivers, twice as far each time, no further than this. */
const LONGEST_WAIT = '10 minutes'

/** Wakeups that are looked at for whoever comes before a job. */
const MOST_BEFORE = 1_000

interface Row {
  readonly job: string
  readonly is_turn: boolean
  readonly is_held: boolean | null
  readonly again_at: Date | null
  readonly jobs_before: number
}

/**
 * What each of these jobs waits for, as their wakeups say; nothing of one that has ended, is being
 * worked on, or was only just delivered.
 */
export async function findWaits(
  db: Db,
  workspace: string,
  jobs: readonly StoredJob[],
): Promise<ReadonlyMap<string, JobWait>> {
  const asked = jobs.filter(mayWait).map(({ id }) => id)
  if (asked.length === 0) return new Map()
  const { rows } = await inOneTrip(db, workspace, (trx) =>
    sql<Row>`
      with mine as (
        select job_id, waits, rests > 0 as is_held, due_at, created_at,
               case when waits then false when ${isFresh} then true
                    else ${isBusy(workspace, sql.ref('job_id'), sql.ref('chunk'))} end as moves
          from wakeup where workspace_id = ${workspace} and job_id = any(${asked}::text[])),
      still as (
        select job_id, bool_and(waits) as is_turn, min(created_at) as since,
               (array_agg(is_held order by due_at) filter (where not waits))[1] as is_held,
               min(due_at) filter (where not waits) as again_at
          from mine group by job_id having not bool_or(moves))
      select job_id as job, is_turn, is_held, again_at,
             case when is_turn then (${jobsBefore(workspace)}) else 0 end as jobs_before
        from still`.execute(trx),
  )
  return new Map(rows.map((row) => [row.job, waitOf(row)]))
}

/** A single redaction that has just come is nearly always done by the next look. */
function mayWait({ kind, state, finished_at, created_at }: StoredJob): boolean {
  if (finished_at !== null || state === 'ready') return false
  return kind !== 'redaction' || Date.now() - created_at.getTime() > SOON * 1_000
}

/** Delivered a moment ago: it is due that much later than it was delivered. */
const isFresh: RawBuilder<boolean> = sql<boolean>`rests = 0 and due_at > now()
  + least(make_interval(secs => ${FIRST_WAKEUP} * power(2, greatest(0, least(deliveries, 20) - 1))),
          ${LONGEST_WAIT}::interval)
  - make_interval(secs => ${SOON})`

/** Jobs that have chunks on their way, and those that have waited longer. */
function jobsBefore(workspace: string): RawBuilder<number> {
  return sql<number>`
    select count(distinct one.job_id)::integer from (
      select other.job_id from wakeup other
       where other.workspace_id = ${workspace} and other.wakes <> 'redaction'
         and other.job_id <> still.job_id
         and (not other.waits
              or (other.created_at, other.job_id) < (still.since, still.job_id))
       limit ${MOST_BEFORE}::integer) one`
}

function waitOf({ is_turn, is_held, again_at, jobs_before: jobsBefore }: Row): JobWait {
  if (is_turn || again_at === null) return { reason: 'turn', jobsBefore }
  return { reason: is_held ? 'held_rows' : 'worker', againAt: again_at }
}
