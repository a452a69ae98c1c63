import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Finding } from './finding.ts'

export interface TargetsCheck {
  /** Targets that entries say were redacted. */
  readonly recorded: number
  /** Targets that are redacted. */
  readonly redacted: number
  /** Targets of entries that are not in the database, so nothing of them can be seen. */
  readonly absent: number
  readonly notRedacted: number
  readonly withoutEntry: number
  /** Examples of the last two. */
  readonly findings: readonly Finding[]
}

interface Row {
  readonly recorded: number
  readonly redacted: number
  readonly absent: number
  readonly not_redacted: number
  readonly without_entry: number
  readonly examples: readonly Finding[] | null
}

/**
 * Whether every redacted target has its entry, and the target of every entry is redacted: one
 * statement, so that a redaction that commits meanwhile is seen whole or not at all.
 *
 * @param messages a query of all messages: type, conversation_id, target_id and redacted
 * @param most examples of what is wrong
 */
export async function checkTargets(
  db: Db,
  workspace: string,
  messages: RawBuilder<unknown>,
  most: number,
): Promise<TargetsCheck> {
  const row = await inWorkspace(db, workspace, async (trx) => {
    // A million targets take seconds, on a busy machine more than a statement is given.
    await sql`set local statement_timeout = '30min'`.execute(trx)
    await sql`set local work_mem = '64MB'`.execute(trx)
    return (await comparison(workspace, messages, most).execute(trx)).rows[0]
  })
  if (!row) throw new Error('a count has no row')
  const { recorded, redacted, absent } = row
  const wrong = { notRedacted: row.not_redacted, withoutEntry: row.without_entry }
  return { recorded, redacted, absent, ...wrong, findings: row.examples ?? [] }
}

/** Only the ids of messages are read; records of other types name no message. */
function comparison(workspace: string, messages: RawBuilder<unknown>, most: number) {
  return sql<Row>`
    with recorded as (
      select record ->> 3 as type, record ->> 4 as conversation_id, record ->> 5 as target_id,
             min(e.id) as entry_id
        from ledger_entry e cross join lateral jsonb_array_elements(e.records) as record
       where e.workspace_id = ${workspace} and record ->> 6 = 'redacted'
         and record ->> 3 in ('conversation_part', 'source')
       group by 1, 2, 3),
    message as (${messages}),
    compared as (
      select type, conversation_id, target_id, entry_id, redacted
        from recorded full join message using (type, conversation_id, target_id)
       where entry_id is not null or redacted),
    wrong as (
      select case when redacted then 'no_entry' else 'not_redacted' end as code,
             entry_id, type, conversation_id, target_id
        from compared where redacted = (entry_id is null) limit ${most}::integer)
    select count(entry_id)::integer as recorded,
           count(*) filter (where redacted)::integer as redacted,
           count(*) filter (where redacted is null)::integer as absent,
           count(*) filter (where entry_id is not null and not redacted)::integer as not_redacted,
           count(*) filter (where entry_id is null)::integer as without_entry,
           (select jsonb_agg(jsonb_strip_nulls(to_jsonb(wrong))) from wrong) as examples
      from compared`
}
