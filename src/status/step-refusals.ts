import type { Db } from '../database/connection.ts'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'
import { findJob, type StoredJob } from '../jobs/find-jobs.ts'
import { findLists, type StoredList } from '../bulk/find-lists.ts'
import type { StartedRun } from '../bulk/start-run.ts'

/** Why a run was not started, in the words of the API, as the job stands now. */
export async function whyNotRun(
  db: Db,
  workspace: string,
  job: string,
  refused: NotStarted,
): Promise<ErrorEntry> {
  const list = (await findLists(db, workspace, [job])).get(job)
  return runRefusal(refused, await findJob(db, workspace, job), list)
}

/** Why a job was not canceled, in the same way. */
export async function whyNotCanceled(db: Db, workspace: string, job: string): Promise<ErrorEntry> {
  return cancelRefusal(await findJob(db, workspace, job)) ?? errorEntry('conflict')
}

type NotStarted = Exclude<StartedRun, { readonly kind: 'started' }>

function runRefusal(
  refused: NotStarted,
  job: StoredJob | undefined,
  list: Pick<StoredList, 'dryRun'> | undefined,
): ErrorEntry {
  if (refused.kind === 'not_found' || !job) return errorEntry('job_not_found')
  if (refused.because === 'stale_plan') {
    return errorEntry('conflict', 'The plan is older than 7 days: plan it again')
  }
  if (refused.because === 'requester') {
    return errorEntry(
      'conflict',
      'The job already names who asked for it, and that can not be changed',
    )
  }
  if (job.state === 'canceled') return errorEntry('conflict', 'The job was canceled')
  return list?.dryRun
    ? errorEntry('conflict', 'The job is not planned yet')
    : errorEntry('conflict', 'The job was not planned (dry_run): it runs, or has run, by itself')
}

/** Why a job can't be canceled; undefined when it can, or was canceled before. */
export function cancelRefusal(job: StoredJob | undefined): ErrorEntry | undefined {
  if (!job) return errorEntry('job_not_found')
  if (job.kind === 'redaction') {
    return errorEntry('conflict', 'A single redaction can not be canceled')
  }
  if (job.finished_at === null || job.state === 'canceled') return undefined
  return errorEntry('conflict', `The job has ended: ${job.state}`)
}

/** Why a job has no items to be listed; undefined when it has. */
export function itemsRefusal(job: StoredJob | undefined): ErrorEntry | undefined {
  if (!job) return errorEntry('job_not_found')
  if (job.kind !== 'redaction') return undefined
  return errorEntry('conflict', 'A single redaction has no list of items')
}

/** Why there is no certificate of a job, when there is none. */
export function certificateRefusal(job: StoredJob | undefined): ErrorEntry {
  if (!job) return errorEntry('job_not_found')
  if (job.kind !== 'erasure') {
    return errorEntry('conflict', 'The job is not an erasure, so it has no certificate')
  }
  if (job.finished_at === null) return errorEntry('conflict', 'The erasure has not ended yet')
  return errorEntry('conflict', `The erasure ended without a certificate: ${job.state}`)
}
