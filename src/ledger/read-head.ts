import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Head } from './head.ts'

/** The newest seal of a workspace; undefined when nothing is sealed. */
export async function readHead(db: Db, workspace: string): Promise<Head | undefined> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ seq: string; entry_id: string; hash: string }>`
      select seq::text as seq, entry_id, encode(hash, 'hex') as hash from ledger_seal
       where workspace_id = ${workspace} order by seq desc limit 1`.execute(trx),
  )
  const row = rows[0]
  return row && { workspace, seq: Number(row.seq), entryId: row.entry_id, hash: row.hash }
}
