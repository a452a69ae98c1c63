import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Somebody, and another id of theirs. */
export interface Merged {
  readonly named: string
  readonly id: string
}

/** Everybody who was merged into one of the contacts, or whom they were merged into, and so on. */
export async function mergedWith(
  trx: Trx,
  workspace: string,
  ids: readonly string[],
): Promise<readonly Merged[]> {
  const { rows } = await sql<Merged>`
    with recursive same(named, id) as (
      select id collate "C", id collate "C" from unnest(${ids}::text[]) as told(id)
       union
      select same.named, other.id
        from same cross join lateral (
          select merged_into as id from contact
           where workspace_id = ${workspace} and id = same.id and merged_into is not null
           union all
          select id from contact
           where workspace_id = ${workspace} and merged_into = same.id) other)
    select named, id from same where named <> id order by named, id`.execute(trx)
  return rows
}
