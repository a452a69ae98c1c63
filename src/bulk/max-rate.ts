import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

/** The most messages a second that jobs of a workspace take back; undefined: no bound. */
export async function findMaxRate(db: Db, workspace: string): Promise<number | undefined> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ most: number | null }>`
      select most_a_second as most from work_rate where workspace_id = ${workspace}`.execute(trx),
  )
  return rows[0]?.most ?? undefined
}

/**
 * Bounds how many messages a second jobs of a workspace take back, those included that run. All of its
 * workers keep to it from their next chunk on.
 *
 * @param most a whole number above 0; undefined: no bound
 */
export async function setMaxRate(
  db: Db,
  workspace: string,
  most: number | undefined,
): Promise<void> {
  await inWorkspace(db, workspace, (trx) =>
    sql`
      insert into work_rate (workspace_id, most_a_second) values (${workspace}, ${most ?? null})
          on conflict (workspace_id) do update
             set most_a_second = excluded.most_a_second, free_at = now()`.execute(trx),
  )
}
