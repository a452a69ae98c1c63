import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'

export interface NewListJob {
  readonly kind: 'bulk' | 'erasure'
  /** Ours, never the caller's words: `cli`, `library` or `token:<id>`. */
  readonly requestedBy: string
  /** `[a-z0-9_.-]{1,64}`; goes into the ledger. */
  readonly reason?: string
}

/** The job row that makes a list visible. */
export async function insertListJob(
  trx: Trx,
  workspace: string,
  list: string,
  { kind, requestedBy, reason }: NewListJob,
): Promise<void> {
  await sql`
    insert into job (workspace_id, id, kind, requested_by, reason)
    values (${workspace}, ${list}, ${kind}, ${requestedBy}, ${reason ?? null})`.execute(trx)
}
