import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { ToldKey } from './told-keys.ts'

/**
 * Notes keys by which contacts are known. Whatever somebody was known by once, they are found by;
 * what is noted already is neither locked nor written. Comes after the contacts' rows.
 */
export async function storeKeys(
  trx: Trx,
  workspace: string,
  keys: readonly ToldKey[],
): Promise<void> {
  if (keys.length === 0) return
  await sql`
    insert into contact_key (workspace_id, contact_id, kind, key)
    select ${workspace}, told.id, told.kind, told.key
      from unnest(${keys.map((one) => one.id)}::text[], ${keys.map((one) => one.kind)}::text[],
                  ${keys.map((one) => one.key)}::bytea[]) as told(id, kind, key)
     where not exists (
       select from contact_key known
        where known.workspace_id = ${workspace} and known.contact_id = told.id
          and known.kind = told.kind and known.key = told.key)
     order by told.id collate "C", told.kind, told.key
        on conflict do nothing`.execute(trx)
}
