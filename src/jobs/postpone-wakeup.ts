import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inWorkspace } from '../database/in-workspace.ts'

/** Seconds a job rests after a failure that another try may cure. */
const REST = 30

/** Seconds a job may wait for such a failure to pass. */
const PATIENCE = 24 * 60 * 60

/**
 * Lets a job rest: it stays queued, and the dispatcher delivers it again.
 *
 * @returns false when it has waited too long, and nothing was done
 */
export async function postponeWakeup(db: Db, workspace: string, job: string): Promise<boolean> {
  const { rows } = await inWorkspace(db, workspace, (trx) =>
    sql`
      update wakeup set due_at = now() + make_interval(secs => ${REST}) from job
       where wakeup.workspace_id = ${workspace} and wakeup.job_id = ${job}
         and job.workspace_id = ${workspace} and job.id = ${job}
         and job.created_at > now() - make_interval(secs => ${PATIENCE})
      returning wakeup.job_id`.execute(trx),
  )
  return rows.length > 0
}
