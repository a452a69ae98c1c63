import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import type { JobState } from '../database/tables.ts'
import { dropWakeup, lockWakeup } from '../jobs/wakeups.ts'
import { showBusy } from '../bulk/busy-lock.ts'
import { STEP } from '../bulk/step.ts'
import { findErasure, type StoredErasure } from './find-erasure.ts'

/** An erasure whose next step this transaction alone may take; its job's row is locked. */
export interface LockedErasure extends StoredErasure {
  readonly state: JobState
  readonly dryRun: boolean
  readonly requestedBy: string
  readonly reason: string | null
}

/**
 * Claims an erasure's step by its wakeup, which goes with the transaction.
 *
 * @returns undefined when there is nothing to do: somebody else does it, or it is done
 */
export async function lockErasure(
  trx: Trx,
  workspace: string,
  job: string,
): Promise<LockedErasure | undefined> {
  const step = { job, chunk: STEP } as const
  await showBusy(trx, workspace, step)
  if (!(await lockWakeup(trx, workspace, step))) return undefined
  await dropWakeup(trx, workspace, step)
  const facts = await lockJob(trx, workspace, job)
  const erasure = await findErasure(trx, workspace, job)
  return facts && erasure && { ...erasure, ...facts }
}

type Facts = Pick<LockedErasure, 'state' | 'dryRun' | 'requestedBy' | 'reason'>

async function lockJob(trx: Trx, workspace: string, job: string): Promise<Facts | undefined> {
  const { rows } = await sql<Facts>`
    select state, dry_run as "dryRun", requested_by as "requestedBy", reason
      from job join job_list list on list.workspace_id = job.workspace_id and list.job_id = job.id
     where job.workspace_id = ${workspace} and job.id = ${job} for update of job`.execute(trx)
  return rows[0]
}
