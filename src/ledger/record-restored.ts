import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import { GENESIS } from './hash-seal.ts'
import type { Head } from './head.ts'
import type { HeadsFile } from './heads-file.ts'
import { readHead } from './read-head.ts'

/**
 * Writes down that the heads which the database does not know are given up, so that its chain may
 * go on from where it is. The heads before that stay in force.
 *
 * @param inForce heads of the workspace, by seq
 */
export async function recordRestored(
  db: Db,
  file: HeadsFile,
  workspace: string,
  { inForce, lossAccepted }: { inForce: readonly Head[]; lossAccepted: boolean },
): Promise<void> {
  const kept = (await lastKnown(db, workspace, inForce)) ?? {
    workspace,
    seq: 0,
    entryId: '',
    hash: GENESIS,
  }
  const now = await readHead(db, workspace)
  await file.append([
    // A head read from the file has a type, too.
    { ...kept, type: 'restored', lossAccepted },
    ...(now && now.seq > kept.seq ? [{ type: 'head', ...now } as const] : []),
  ])
}

/** The newest of the heads that the database still has. */
async function lastKnown(
  db: Db,
  workspace: string,
  heads: readonly Head[],
): Promise<Head | undefined> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ place: string }>`
      select place from unnest(${heads.map(({ seq }) => seq)}::bigint[],
                               ${heads.map(({ hash }) => Buffer.from(hash, 'hex'))}::bytea[])
             with ordinality as head(seq, hash, place)
        join ledger_seal s on s.workspace_id = ${workspace} and s.seq = head.seq
         and s.hash = head.hash
       order by place desc limit 1`.execute(trx),
  )
  const place = rows[0]?.place
  return place === undefined ? undefined : heads[Number(place) - 1]
}
