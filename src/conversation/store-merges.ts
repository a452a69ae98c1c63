import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { Merge } from './merges-of.ts'

/** Notes who was merged into whom; of several the last one told counts. All have rows. */
export async function storeMerges(
  trx: Trx,
  workspace: string,
  merges: readonly Merge[],
): Promise<void> {
  if (merges.length === 0) return
  const last = [...new Map(merges.map((one) => [one.from, one])).values()]
  const from = last.map((one) => one.from)
  await sql`
    select from contact where workspace_id = ${workspace} and id = any(${from}::text[])
     order by id for update`.execute(trx)
  await sql`
    update contact set merged_into = told.target
      from unnest(${from}::text[], ${last.map((one) => one.into)}::text[]) as told(id, target)
     where contact.workspace_id = ${workspace} and contact.id = told.id
       and contact.merged_into is distinct from told.target`.execute(trx)
}
