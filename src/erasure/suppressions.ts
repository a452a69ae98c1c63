import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'
import type { SuppressionKind } from '../database/contact-tables.ts'

/** One thing that keeps somebody from coming back; it tells by what they are known, not who. */
export interface Suppression {
  readonly id: string
  readonly kind: SuppressionKind
  readonly erased_until: Date
  readonly job_id: string
  readonly created_at: Date
  readonly lifted_at: Date | null
}

/** All of a workspace, the oldest first, lifted ones included. */
export async function listSuppressions(db: Db, workspace: string): Promise<readonly Suppression[]> {
  return inWorkspace(db, workspace, (trx) =>
    trx
      .selectFrom('suppression')
      .select(['id', 'kind', 'erased_until', 'job_id', 'created_at', 'lifted_at'])
      .where('workspace_id', '=', workspace)
      .orderBy('id')
      .execute(),
  )
}

/**
 * Lifts what a row stands for, in every erasure that suppressed it: later imports may bring back
 * what this e-mail, external id or contact id would have kept out. The other rows of the same
 * person stay in force.
 *
 * @returns the ids of the rows that were lifted; none when there is no such row in force
 */
export async function liftSuppression(
  db: Db,
  workspace: string,
  id: string,
): Promise<readonly string[]> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql<{ id: string }>`
      update suppression s set lifted_at = now()
        from suppression named
       where named.workspace_id = ${workspace} and named.id = ${id} and named.lifted_at is null
         and s.workspace_id = ${workspace} and s.key = named.key and s.kind = named.kind
         and s.lifted_at is null
      returning s.id`.execute(trx),
  )
  return rows.map((row) => row.id)
}
