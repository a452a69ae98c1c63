import { PLACEHOLDER } from '../src/conversation/placeholder.ts'
import { putOneTextBack } from './check-effects.ts'
import type { ListJob } from './list-job.ts'
import type { Scene } from './scene.ts'
import { MARKER } from './seed-messages.ts'
import { assertCounts } from './wrong-round.ts'

/**
 * Makes sure that a list job did all of its items, by its own word and by the rows.
 *
 * @param n parts of the job, and of all jobs so far
 * @throws WrongRound
 */
export async function checkList(
  scene: Scene,
  job: ListJob,
  n: { readonly job: number; readonly all: number },
): Promise<void> {
  const { rows } = await scene.admin.query<{ wakeups: number }>(
    'select count(*)::int as wakeups from wakeup',
  )
  const { redacted = -1 } = job.progress
  // An erasure counts sources, too.
  const found = { redacted: Math.min(redacted, n.job), wakeups: rows[0]?.wakeups ?? -1 }
  assertCounts('Unsaid', found, { redacted: n.job, wakeups: 0 })
  await checkRows(scene, 'Unsaid', n.all)
}

/** The same of the rows and the ledger alone. @throws WrongRound */
export async function checkRows(scene: Scene, what: string, n: number): Promise<void> {
  if (scene.sabotage) await putOneTextBack(scene)
  const { rows } = await scene.admin.query<Record<string, number>>(COUNTS, [PLACEHOLDER, MARKER])
  const wanted = { parts_redacted: n, parts_with_text_left: 0, parts_in_ledger: n }
  assertCounts(what, rows[0] ?? {}, wanted)
}

const COUNTS = `
  select (select count(*)::int from conversation_part
           where redacted_at is not null and body = $1) as parts_redacted,
    (select count(*)::int from conversation_part
      where redacted_at is not null and (body <> $1 or strpos(data::text, $2) > 0)
    ) as parts_with_text_left,
    (select count(*)::int
       from (select distinct item ->> 4 as conversation_id, item ->> 5 as id from ledger_entry
              cross join jsonb_array_elements(records) as item
              where item ->> 3 = 'conversation_part') as target
       join conversation_part part using (conversation_id, id)
      where part.redacted_at is not null) as parts_in_ledger`
