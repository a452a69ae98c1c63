import { sql } from 'kysely'
import { PLACEHOLDER } from '../../src/conversation/placeholder.ts'
import type { DeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import type { TestDatabase } from '../database-test.ts'
import { pollUntil } from './poll-until.ts'

/** How many rows contradict a promise, by promise. */
export type Disagreements = Record<string, number>

/** What `disagreements` finds when the store keeps its word. */
export const NONE: Disagreements = {
  jobs_without_outcome: 0,
  items_without_outcome: 0,
  chunks_of_other_items: 0,
  ends_that_contradict_their_items: 0,
  targets_not_in_exactly_one_record: 0,
  records_of_no_redacted_target: 0,
  records_of_a_job_that_redacted_nothing: 0,
  redacted_rows_that_no_job_redacted: 0,
  targets_redacted_by_two_jobs: 0,
  successes_on_rows_with_text: 0,
  refusals_of_redactable_rows: 0,
  not_found_though_it_is_there: 0,
  redacted_rows_without_placeholder: 0,
  untouched_rows_with_placeholder: 0,
  wakeups_left: 0,
  starts_left: 0,
}

const target = sql`
  select workspace_id, 'conversation_part' as type, conversation_id, id as target_id,
         redacted_at is not null as redacted, body is not null as eligible, body as text
    from conversation_part
  union all
  select workspace_id, 'source', id, source_id, source_redacted_at is not null,
         source_author_type = 'user', source ->> 'body'
    from conversation`

/** Of messages: an erasure records the contact and its certificate, too. */
const record = sql`
  select workspace_id, item ->> 0 as job_id, item ->> 3 as type, item ->> 4 as conversation_id,
         item ->> 5 as target_id
    from ledger_entry cross join jsonb_array_elements(records) as item
   where item ->> 3 in ('conversation_part', 'source')`

/** Single jobs and the items of lists alike: who asked for what, and what became of it. */
const asked = sql`
  select workspace_id, id as job_id, type, conversation_id, target_id, outcome
    from job where kind = 'redaction'
  union all
  select workspace_id, job_id, type, conversation_id, target_id,
         case substr(chunk.outcomes, item.position - chunk.first + 1, 1)
           when 'r' then 'redacted' when 'a' then 'already_redacted' when 'p' then 'not_redactable'
           when 'm' then 'not_found' when 'e' then 'failed' when 'u' then 'failed'
           when 'x' then 'failed' else 'none' end
    from job_item item join job_chunk chunk using (workspace_id, job_id)
   where item.position between chunk.first and chunk.last and chunk.outcomes is not null`

/**
 * Every list with the number of its items, of those that have an outcome, and of those done. They are
 * counted for all lists at once: for each by itself took minutes for thousands of lists (measured).
 */
const list = sql`
  select job.workspace_id, job.id as job_id, job.state, list.items, list.chunk_size,
         coalesce(stored.items, 0) as stored, coalesce(ends.ended, 0) as ended,
         coalesce(ends.done, 0) as done
    from job join job_list list on (list.workspace_id, list.job_id) = (job.workspace_id, job.id)
    left join (
      select workspace_id, job_id, count(*) as items from job_item group by 1, 2) stored
      on (stored.workspace_id, stored.job_id) = (job.workspace_id, job.id)
    left join (
      select workspace_id, job_id, count(*) as ended,
             count(*) filter (where outcome in ('redacted', 'already_redacted')) as done
        from asked group by 1, 2) ends
      on (ends.workspace_id, ends.job_id) = (job.workspace_id, job.id)`

const KEY = sql.raw('workspace_id, type, conversation_id, target_id')

/** Holds jobs, rows, ledger, wakeups and starts against each other, as a superuser sees them. */
export async function disagreements({ admin }: TestDatabase): Promise<Disagreements> {
  const { rows } = await sql<Disagreements>`
    with target as materialized (${target}), record as materialized (${record}),
         asked as materialized (${asked}), list as materialized (${list})
    select
      (select count(*)::int from job where finished_at is null) as jobs_without_outcome,
      (select count(*)::int from list
        where stored <> items or ended > items or (state <> 'canceled' and ended < items)
      ) as items_without_outcome,
      (select count(*)::int from job_chunk join list using (workspace_id, job_id)
        where first <> (chunk - 1) * chunk_size + 1 or last <> least(chunk * chunk_size, items)
      ) as chunks_of_other_items,
      (select count(*)::int from list
        where (state = 'succeeded' and done < items)
           or (state = 'completed_with_errors' and done = items)
           or (state = 'canceled' and ended = items)
      ) as ends_that_contradict_their_items,
      (select count(*)::int from (select ${KEY} from target where redacted
         except select ${KEY} from record group by ${KEY} having count(*) = 1) missing
      ) as targets_not_in_exactly_one_record,
      (select count(*)::int from (select ${KEY} from record
         except select ${KEY} from target where redacted) extra) as records_of_no_redacted_target,
      (select count(*)::int from (select ${KEY}, job_id from record
         except select ${KEY}, job_id from asked where outcome = 'redacted') made_up
      ) as records_of_a_job_that_redacted_nothing,
      (select count(*)::int from (select ${KEY} from target where redacted
         except select ${KEY} from asked where outcome = 'redacted') unasked
      ) as redacted_rows_that_no_job_redacted,
      (select count(*)::int from (select ${KEY} from asked where outcome = 'redacted'
         group by ${KEY} having count(*) > 1) twice) as targets_redacted_by_two_jobs,
      (select count(*)::int from asked left join target using (${KEY})
        where outcome in ('redacted', 'already_redacted') and target.redacted is not true
      ) as successes_on_rows_with_text,
      (select count(*)::int from asked left join target using (${KEY})
        where outcome = 'not_redactable' and target.eligible is not false
      ) as refusals_of_redactable_rows,
      (select count(*)::int from asked join target using (${KEY})
        where outcome = 'not_found') as not_found_though_it_is_there,
      (select count(*)::int from target where redacted and text is distinct from ${PLACEHOLDER}
      ) as redacted_rows_without_placeholder,
      (select count(*)::int from target where not redacted and text = ${PLACEHOLDER}
      ) as untouched_rows_with_placeholder,
      (select count(*)::int from wakeup) as wakeups_left,
      (select count(*)::int from job_start) as starts_left`.execute(admin)
  return rows[0]!
}

interface Resting {
  readonly database: TestDatabase
  readonly queue: DeliveryQueue
}

/** The same once no delivery is under way: one that came twice notes its start while it runs. */
export async function disagreementsAtRest({ database, queue }: Resting): Promise<Disagreements> {
  await pollUntil(
    () => queue.backlog(),
    ({ all }) => all === 0,
  )
  return disagreements(database)
}
