import { PLACEHOLDER } from '../src/conversation/placeholder.ts'
import type { Scene } from './scene.ts'
import { MARKER } from './seed-messages.ts'
import { assertCounts } from './wrong-round.ts'

/**
 * Makes sure that exactly n parts were redacted, wholly, and that jobs and ledger say the same. A
 * round that fails this prints no figure.
 *
 * @throws WrongRound
 */
export async function checkEffects(scene: Scene, what: string, n: number): Promise<void> {
  if (scene.sabotage) await putOneTextBack(scene)
  const { rows } = await scene.admin.query<Record<string, number>>(COUNTS, [PLACEHOLDER, MARKER])
  assertCounts(what, rows[0] ?? {}, {
    jobs: n,
    jobs_redacted: n,
    targets_of_jobs_redacted: n,
    parts_redacted: n,
    parts_with_text_left: 0,
    ledger_records: n,
    targets_in_ledger: n,
    wakeups: 0,
  })
}

const COUNTS = `
  with record as materialized (
    select item ->> 4 as conversation_id, item ->> 5 as id
      from ledger_entry cross join jsonb_array_elements(records) as item)
  select (select count(*)::int from job) as jobs,
    (select count(*)::int from job where outcome = 'redacted' and finished_at is not null)
      as jobs_redacted,
    (select count(*)::int from job join conversation_part part
       on part.workspace_id = job.workspace_id and part.conversation_id = job.conversation_id
      and part.id = job.target_id
      where part.redacted_at is not null) as targets_of_jobs_redacted,
    (select count(*)::int from conversation_part
      where redacted_at is not null and body = $1 and data ->> 'redacted' = 'true'
    ) as parts_redacted,
    (select count(*)::int from conversation_part
      where redacted_at is not null and (body <> $1 or strpos(data::text, $2) > 0)
    ) as parts_with_text_left,
    (select count(*)::int from record) as ledger_records,
    (select count(*)::int from (select distinct conversation_id, id from record) as target
       join conversation_part part using (conversation_id, id)
      where part.redacted_at is not null) as targets_in_ledger,
    (select count(*)::int from wakeup) as wakeups`

export async function putOneTextBack({ admin }: Scene): Promise<void> {
  await admin.query(
    `update conversation_part set body = $1 where ctid =
       (select ctid from conversation_part where redacted_at is not null limit 1)`,
    [MARKER],
  )
}
