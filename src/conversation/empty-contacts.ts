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
       set data = case when data ? 'id' then jsonb_build_object('id', data -> 'id')
                  else '{}' end || coalesce((
             select jsonb_build_object('custom_attributes', jsonb_object_agg(key, value))
               from jsonb_each(case when jsonb_typeof(data -> 'custom_attributes') = 'object'
                 then data -> 'custom_attributes' else '{}' end)
              where key = any(${keptNames(sql`${keeps}::text[]`, 'person')})
             having count(*) > 0), '{}')
     where workspace_id = ${workspace} and id = any(${contacts}::text[])`.execute(trx)
}
