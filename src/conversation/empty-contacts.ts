import { sql } from 'kysely'
import { keptNames } from './keep-paths.ts'
import type { Trx } from '../database/in-workspace.ts'

/**
 * Takes all that is known of contacts out of their own rows, but what the workspace keeps. The keys
 * stay: the same person is found again when they come back.
 *
 * @param keeps paths
 */
export async function emptyContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
  keeps: readonly string[],
): Promise<void> {
  await sql`
    select from contact where workspace_id = ${workspace} and id = any(${contacts}::text[])
     order by id for update`.execute(trx)
  await sql`
    update contact
       set data = ${emptiedData(keeps)}
     where workspace_id = ${workspace} and id = any(${contacts}::text[])`.execute(trx)
}

/** Whether nothing is left of contacts in their own rows, but what the workspace keeps. */
export async function areContactsEmptied(
  trx: Trx,
  workspace: string,
  { contacts, keeps }: { readonly contacts: readonly string[]; readonly keeps: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql`
    select from contact
     where workspace_id = ${workspace} and id = any(${contacts}::text[])
       and data <> ${emptiedData(keeps)} limit 1`.execute(trx)
  return rows.length === 0
}

/** What is left of `data`. */
function emptiedData(keeps: readonly string[]) {
  return sql`(case when data ? 'id' then jsonb_build_object('id', data -> 'id')
              else '{}' end || coalesce((
         select jsonb_build_object('custom_attributes', jsonb_object_agg(key, value))
           from jsonb_each(case when jsonb_typeof(data -> 'custom_attributes') = 'object'
             then data -> 'custom_attributes' else '{}' end)
          where key = any(${keptNames(sql`${keeps}::text[]`, 'person')})
         having count(*) > 0), '{}'))`
}
