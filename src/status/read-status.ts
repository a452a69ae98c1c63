import { readCopyCounts } from '../redact/copy-counts.ts'
import { readConversation } from '../redact/read-conversation.ts'
import type { Db } from '../database/connection.ts'
import { errorList } from '../error-list/error-list.ts'
import { findJob, type StoredJob } from '../jobs/find-jobs.ts'
import { jobErrors } from './job-errors.ts'
import { jobStatus, type JobResult, type JobStatus } from './job-status.ts'
import { findLists } from '../bulk/find-lists.ts'
import { findWaits } from '../bulk/find-waits.ts'

export interface StatusOptions {
  /** The base of the URLs in the reply, without a slash at its end. */
  readonly baseUrl: string
  /** Whether the reader may see messages; else a success has no `result`. */
  readonly mayReadText: boolean
}

/**
 * How a job stands: read from the store, never from the queue, with the conversation as it is at
 * this moment.
 *
 * @returns undefined when the workspace has no such job
 */
export async function readStatus(
  db: Db,
  workspace: string,
  id: string,
  options: StatusOptions,
): Promise<JobStatus | undefined> {
  const job = await findJob(db, workspace, id)
  if (!job) return undefined
  const result = await resultOf(db, workspace, job, options)
  const wait = (await findWaits(db, workspace, [job])).get(id)
  if (job.kind === 'redaction') return jobStatus(job, options.baseUrl, result, { wait })
  const list = (await findLists(db, workspace, [id])).get(id)
  const copies = await readCopyCounts(db, workspace, id)
  return jobStatus(job, options.baseUrl, result, { list, wait, copies })
}

async function resultOf(
  db: Db,
  workspace: string,
  job: StoredJob,
  { mayReadText }: StatusOptions,
): Promise<JobResult> {
  const errors = jobErrors(job)
  if (errors.length > 0) return errorList(errors, job.id)
  if (job.outcome === null || job.conversation_id === null || !mayReadText) return null
  return (await readConversation(db, workspace, job.conversation_id)) ?? null
}
