import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { Head } from './head.ts'

/**
 * The seals of entries that tell of a certificate, in order. Each is published as a head, so that a
 * certificate is proved by its own entry alone, without the records of others that came after it.
 *
 * @param after seq before the first
 */
export async function certificateSeals(
  db: Db,
  workspace: string,
  after: number,
): Promise<readonly Head[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    // It is the last record of its entry.
    sql<Row>`
      select s.seq::text as seq, s.entry_id, encode(s.hash, 'hex') as hash
        from ledger_seal s
        join ledger_entry e on e.workspace_id = ${workspace} and e.id = s.entry_id
       where s.workspace_id = ${workspace} and s.seq > ${after}::bigint
         and e.records -> -1 ->> 3 = 'certificate'
       order by s.seq`.execute(trx),
  )
  return rows.map((row) => headOf(workspace, row))
}

/** The same of all certificates that are stored, found from their end. */
export async function allCertificateSeals(db: Db, workspace: string): Promise<readonly Head[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<Row>`
      select s.seq::text as seq, s.entry_id, encode(s.hash, 'hex') as hash
        from certificate c
        join ledger_seal s on s.workspace_id = ${workspace}
         and s.entry_id = c.content -> 'ledger' ->> 'certificate_entry' collate "C"
       where c.workspace_id = ${workspace}
       order by s.seq`.execute(trx),
  )
  return rows.map((row) => headOf(workspace, row))
}

interface Row {
  readonly seq: string
  readonly entry_id: string
  readonly hash: string
}

function headOf(workspace: string, { seq, entry_id: entryId, hash }: Row): Head {
  return { workspace, seq: Number(seq), entryId, hash }
}
