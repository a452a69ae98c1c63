import type { Db } from '../database/connection.ts'
import { findJob, type StoredJob } from '../jobs/find-jobs.ts'
import type { Logger } from '../logger.ts'
import { findLists } from './find-lists.ts'

/**
 * Logs how a bulk or erasure job has ended, by counts. Never rejects: the end stands, whether or not
 * it can be told.
 *
 * @returns the job; undefined when it can't be read, or has not ended
 */
export async function tellEnd(
  db: Db,
  logger: Logger,
  workspace: string,
  job: string,
): Promise<StoredJob | undefined> {
  try {
    const stored = await findJob(db, workspace, job)
    const list = (await findLists(db, workspace, [job])).get(job)
    if (!stored?.finished_at) return undefined
    const { kind, state, outcome_code: code, created_at: since, finished_at: until } = stored
    const ms = until.getTime() - since.getTime()
    const line = { workspace, job, kind, state, code, ...list?.progress, ms }
    if (state === 'failed') logger.warn(line, 'a job failed')
    else logger.info(line, 'a job ended')
    return stored
  } catch (err) {
    logger.debug({ workspace, job, err }, 'how a job ended could not be read')
    return undefined
  }
}
