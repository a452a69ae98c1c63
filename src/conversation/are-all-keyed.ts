import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

/** Whether every key of everybody who is stored is known. */
export async function areAllKeyed(trx: Trx, workspace: string): Promise<boolean> {
  const { rows } = await sql<{ keyed: boolean }>`
    select not exists (select from contact where workspace_id = ${workspace} and not keyed)
       and not exists (select from conversation where workspace_id = ${workspace} and not keyed)
       as keyed`.execute(trx)
  return rows[0]?.keyed ?? false
}
