import { sql } from 'kysely'
import type { Trx } from '../../database/in-workspace.ts'

/** Those of contacts whom an erasure is about that waits or runs; a plan is none. */
export async function beingErased(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ contact: string }>`
    select distinct told.contact
      from job j
      join erasure e on e.workspace_id = j.workspace_id and e.job_id = j.id
      join job_list l on l.workspace_id = j.workspace_id and l.job_id = j.id
      join unnest(${contacts}::text[]) as told(contact) on told.contact = any(e.contact_ids)
     where j.workspace_id = ${workspace} and j.kind = 'erasure' and j.finished_at is null
       and (j.state = 'running' or (j.state = 'queued' and not l.dry_run))`.execute(trx)
  return new Set(rows.map((row) => row.contact))
}
