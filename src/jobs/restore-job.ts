import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { CertifiedEnd } from './move-job.ts'

/** An erasure's job that a restored database has forgotten, as its certificate tells of it. */
export interface CertifiedJob extends CertifiedEnd {
  readonly id: string
  readonly reason: string | null
  readonly requestedBy: string
  readonly acceptedAt: string
}

export async function restoreJob(trx: Trx, workspace: string, job: CertifiedJob): Promise<void> {
  await sql`
    insert into job (workspace_id, id, kind, state, reason, requested_by, created_at, finished_at)
    values (${workspace}, ${job.id}, 'erasure', ${job.result}, ${job.reason}, ${job.requestedBy},
            ${job.acceptedAt}::timestamptz, ${job.finishedAt}::timestamptz)`.execute(trx)
}
