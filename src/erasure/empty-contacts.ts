import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/**
 * Takes all that is known of contacts out of their own rows. The keys stay: the same person is
 * found again when they come back.
 */
export async function emptyContacts(
  trx: Trx,
  workspace: string,
  contacts: readonly string[],
): Promise<void> {
  await sql`
    select from contact where workspace_id = ${workspace} and id = any(${contacts}::text[])
     order by id for update`.execute(trx)
  await sql`
    update contact set data = jsonb_build_object('id', data -> 'id')
     where workspace_id = ${workspace} and id = any(${contacts}::text[])`.execute(trx)
}
