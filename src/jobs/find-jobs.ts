import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip, type Trx } from '../database/in-workspace.ts'
import { together } from '../database/together.ts'
import type { StoredJob } from './stored-job.ts'

export type { StoredJob }

/** What is read of a job. */
export const JOB_COLUMNS = [
  'id',
  'kind',
  'state',
  'type',
  'conversation_id',
  'target_id',
  'outcome',
  'outcome_code',
  'errors',
  'requested_by',
  'reason',
  'created_at',
  'finished_at',
] as const

const JOB_ID = /^[A-Za-z0-9._:-]{1,64}$/

/** @returns those of the jobs that the workspace has */
export async function findJobs(
  db: Db,
  workspace: string,
  ids: readonly string[],
): Promise<StoredJob[]> {
  const possible = ids.filter((id) => JOB_ID.test(id))
  if (possible.length === 0) return []
  return inOneTrip(db, workspace, (trx) => selectJobs(trx, workspace, possible), 'by_key')
}

/**
 * Finds a job and reads what it is about, in one round trip: what is read is at least as new as
 * what the job says.
 *
 * @param read asks for all of its statements at once
 */
export async function findJobAnd<T>(
  db: Db,
  workspace: string,
  id: string,
  read: (trx: Trx) => Promise<T>,
): Promise<{ readonly job: StoredJob | undefined; readonly read: T }> {
  const find = (trx: Trx) => together([selectJobs(trx, workspace, [id]), read(trx)])
  const [[job], found] = await inOneTrip(db, workspace, find, 'by_key')
  return { job, read: found }
}

function selectJobs(trx: Trx, workspace: string, ids: readonly string[]): Promise<StoredJob[]> {
  return trx
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where('workspace_id', '=', workspace)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
}

/** @returns undefined when the workspace has no such job */
export async function findJob(
  db: Db,
  workspace: string,
  id: string,
): Promise<StoredJob | undefined> {
  const [job] = await findJobs(db, workspace, [id])
  return job
}
