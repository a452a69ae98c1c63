import type { Db } from '../database/connection.ts'
import { findJob } from '../jobs/find-jobs.ts'
import { findLists } from '../bulk/find-lists.ts'
import { findWaits } from '../bulk/find-waits.ts'
import type { Standing } from './watch-progress.ts'

/** How a job stands now. @returns undefined when the workspace has no such job */
export async function readStanding(
  db: Db,
  workspace: string,
  id: string,
): Promise<Standing | undefined> {
  const job = await findJob(db, workspace, id)
  if (!job) return undefined
  const wait = (await findWaits(db, workspace, [job])).get(id)
  return { job, list: (await findLists(db, workspace, [id])).get(id), wait }
}
