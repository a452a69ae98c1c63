import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

/** What a workspace keeps of people who are erased, as paths in order. */
export async function listKeeps(db: Db, workspace: string): Promise<readonly string[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ path: string }>`
      select path from workspace_keep where workspace_id = ${workspace} order by path`.execute(trx),
  )
  return rows.map((row) => row.path)
}

/** Keeps what stands at a path, in erasures that are accepted from now on. */
export async function addKeep(db: Db, workspace: string, path: string): Promise<void> {
  await inWorkspace(db, workspace, (trx) =>
    sql`
      insert into workspace_keep (workspace_id, path) values (${workspace}, ${path})
          on conflict do nothing`.execute(trx),
  )
}

/** Keeps it no longer, in erasures that are accepted from now on. */
export async function removeKeep(db: Db, workspace: string, path: string): Promise<void> {
  await inWorkspace(db, workspace, (trx) =>
    sql`
      delete from workspace_keep where workspace_id = ${workspace} and path = ${path}`.execute(trx),
  )
}
