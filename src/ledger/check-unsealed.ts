import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Finding } from './finding.ts'

export interface UnsealedCheck {
  /** Entries that wait for their seal, as they should. */
  readonly waiting: number
  readonly count: number
  /** The first of them. */
  readonly findings: readonly Finding[]
}

/** The sealer needs a second; without any worker there is no entry to be sealed, either. */
const TOO_LONG = '1 hour'

/** Looks at entries without a seal: each must have a marker, and for a short time only. */
export async function checkUnsealed(
  db: Db,
  workspace: string,
  most: number,
): Promise<UnsealedCheck> {
  const row = await inWorkspace(db, workspace, async (trx) => {
    await sql`set local statement_timeout = '30min'`.execute(trx)
    return (await look(workspace, most).execute(trx)).rows[0]
  })
  if (!row) throw new Error('a count has no row')
  return { waiting: row.waiting, count: row.wrong, findings: row.examples ?? [] }
}

function look(workspace: string, most: number) {
  return sql<{ waiting: number; wrong: number; examples: readonly Finding[] | null }>`
    with entry as (
      select id as entry_id, created_at from ledger_entry e
       where workspace_id = ${workspace} and not exists (
         select from ledger_seal s where s.workspace_id = ${workspace} and s.entry_id = e.id)),
    marker as (select entry_id, true as marked from ledger_unsealed where workspace_id = ${workspace}),
    looked_at as (
      select entry_id,
             case when created_at is null then 'marker_without_entry'
                  when marked is null then 'entry_unsealed'
                  when created_at < now() - ${TOO_LONG}::interval then 'unsealed_too_long' end as code
        from entry full join marker using (entry_id)),
    wrong as (select code, entry_id from looked_at where code is not null
               order by entry_id limit ${most}::integer)
    select count(*) filter (where code is null)::integer as waiting,
           count(code)::integer as wrong,
           (select jsonb_agg(to_jsonb(wrong)) from wrong) as examples
      from looked_at`
}
