import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { redactedPart } from '../src/conversation/emptied.ts'
import { PLACEHOLDER } from '../src/conversation/placeholder.ts'
import type { PartTarget } from './choose-targets.ts'
import type { Scene } from './scene.ts'

/** Whether the items, with their outcomes, are there already or come with the statement. */
export type StatementKind = 'update items' | 'insert items'

/**
 * Redacts all targets in one statement, as the app's role: the least that has to be written, with
 * an outcome for each item in the item's own row, which is where a plain table would keep it.
 *
 * @returns seconds
 */
export async function oneStatement(
  scene: Scene,
  kind: StatementKind,
  targets: readonly PartTarget[],
): Promise<number> {
  await prepare(scene, kind, targets)
  const { sql: text, parameters } = statementOf(kind).compile(scene.db)
  const client = await scene.pool(1).connect()
  try {
    await client.query('set statement_timeout = 0')
    const start = performance.now()
    await client.query(text, [...parameters])
    return (performance.now() - start) / 1_000
  } finally {
    client.release(true)
  }
}

const JOB = 'bench'

/** The items as an accepted job leaves them; outcomes get a column of this database's own. */
async function prepare(
  { admin }: Scene,
  kind: StatementKind,
  targets: readonly PartTarget[],
): Promise<void> {
  await admin.query(`
    alter table job_item add column bench_outcome text, set (fillfactor = 70);
    grant select, insert, update on job_item to unsaid_app`)
  if (kind === 'update items') {
    await admin.query(
      `insert into job_item (workspace_id, job_id, position, type, conversation_id, target_id)
       select 'default', $1, position, 'conversation_part', conversation, part
         from unnest($2::text[], $3::text[]) with ordinality as item(conversation, part, position)`,
      [
        JOB,
        targets.map((target) => target.conversation_id),
        targets.map((target) => target.conversation_part_id),
      ],
    )
  }
  await admin.query('vacuum analyze job_item')
}

function statementOf(kind: StatementKind) {
  return kind === 'update items' ? UPDATE_ITEMS : INSERT_ITEMS
}

const REWRITTEN = sql`set body = ${PLACEHOLDER}, redacted_at = now(),
  data = ${redactedPart(sql.ref('part.data'), sql`now()`)}`

const LEDGER = sql`insert into ledger_entry (workspace_id, id, records)
  select 'default', ${uuidv7()}, jsonb_agg(jsonb_build_array(${JOB}::text, 'library', null,
         'conversation_part', conversation_id, target_id, 'redacted')) from stored`

const UPDATE_ITEMS = sql`
  with rewritten as (
    update conversation_part part ${REWRITTEN}
      from job_item item
     where item.workspace_id = 'default' and item.job_id = ${JOB}
       and part.workspace_id = 'default' and part.conversation_id = item.conversation_id
       and part.id = item.target_id and coalesce(part.body, '') <> ''
    returning item.position),
  stored as (
    update job_item item set bench_outcome = 'redacted' from rewritten
     where item.workspace_id = 'default' and item.job_id = ${JOB}
       and item.position = rewritten.position
    returning item.conversation_id, item.target_id)
  ${LEDGER}`

const INSERT_ITEMS = sql`
  with rewritten as (
    update conversation_part part ${REWRITTEN}
     where part.workspace_id = 'default' and part.author_id = 'u1' and coalesce(part.body, '') <> ''
    returning part.conversation_id, part.id),
  stored as (
    insert into job_item (workspace_id, job_id, position, type, conversation_id, target_id,
                          bench_outcome)
    select 'default', ${JOB}, row_number() over (), 'conversation_part', conversation_id, id,
           'redacted'
      from rewritten
    returning conversation_id, target_id)
  ${LEDGER}`
