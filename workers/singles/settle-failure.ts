import type { Db } from '../../src/database/connection.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { forgetStarts } from '../../src/jobs/job-starts.ts'
import { lockJobs } from '../../src/jobs/lock-jobs.ts'
import { failedOutcome } from '../../src/jobs/outcome.ts'
import { postponeWakeup } from '../../src/jobs/postpone-wakeup.ts'
import { recordOutcomes } from '../../src/jobs/record-outcomes.ts'
import type { FailureKind } from '../../src/failure.ts'

/**
 * What becomes of a job that failed alone. A lock or a conflict may pass, and a publication be
 * changed: it stays queued for later, for a day. Anything else would fail again, so the job fails now.
 */
export async function settleFailure(
  db: Db,
  workspace: string,
  job: string,
  kind: FailureKind,
): Promise<'postponed' | 'server_error' | 'service_unavailable'> {
  if (kind !== 'other' && (await postponeWakeup(db, workspace, job))) return 'postponed'
  const code = kind === 'other' ? 'server_error' : 'service_unavailable'
  await failJob(db, workspace, job, code)
  return code
}

/** Ends a job that could not be run. A job that has its outcome keeps it. */
export async function failJob(
  db: Db,
  workspace: string,
  job: string,
  code: 'server_error' | 'service_unavailable',
): Promise<void> {
  await inWorkspace(db, workspace, async (trx) => {
    const locked = await lockJobs(trx, workspace, [job])
    await forgetStarts(trx, workspace, undefined, [job])
    await recordOutcomes(
      trx,
      workspace,
      locked.map((one) => ({ job: one, outcome: failedOutcome(code) })),
    )
  })
}
