import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace, type Trx } from '../database/in-workspace.ts'
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
  const same = sql`(kind, key) in (
    select kind, key from suppression
     where workspace_id = ${workspace} and id = ${id} and lifted_at is null)`
  return inWorkspace(db, workspace, (trx) => lift(trx, workspace, same))
}

/** Has a job keep nobody out any more. */
export async function liftSuppressions(trx: Trx, workspace: string, job: string): Promise<void> {
  await lift(trx, workspace, sql`job_id = ${job}`)
}

/** @returns the ids of those in force among them, which are lifted now */
async function lift(
  trx: Trx,
  workspace: string,
  which: RawBuilder<unknown>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update suppression set lifted_at = now()
     where workspace_id = ${workspace} and lifted_at is null and ${which}
    returning id`.execute(trx)
  return rows.map((row) => row.id)
}
