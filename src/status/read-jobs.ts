import type { Db } from '../database/connection.ts'
import { errorList } from '../error-list/error-list.ts'
import type { StoredJob } from '../jobs/find-jobs.ts'
import { jobErrors } from './job-errors.ts'
import { jobStatus, type JobStatus } from './job-status.ts'
import { findLists } from '../bulk/find-lists.ts'

/** How several jobs stand, as a list shows them: with their errors, without conversations. */
export async function readJobs(
  db: Db,
  workspace: string,
  jobs: readonly StoredJob[],
  { baseUrl }: { readonly baseUrl: string },
): Promise<JobStatus[]> {
  const lists = await findLists(
    db,
    workspace,
    jobs.filter(({ kind }) => kind !== 'redaction').map(({ id }) => id),
  )
  return jobs.map((job) => {
    const errors = jobErrors(job)
    const result = errors.length > 0 ? errorList(errors, job.id) : null
    return jobStatus(job, baseUrl, result, { list: lists.get(job.id) })
  })
}
