import type { Db } from '../database/connection.ts'
import { findJobAnd, findJobs, type StoredJob } from '../jobs/find-jobs.ts'
import type { Read, Settled, WaitingJobs } from './waiting.ts'

/**
 * Those of the jobs that have ended or are planned. Who waits alone, as one caller does, has what he
 * wants read in the same round trip; with many waiting it would be read in vain for most of them.
 */
export async function findSettled(
  db: Db,
  workspace: string,
  jobs: WaitingJobs,
): Promise<Settled[]> {
  const [id, ...others] = jobs.keys()
  const by = id !== undefined && others.length === 0 ? firstOf(jobs.get(id))?.read : undefined
  const early = id !== undefined && by ? await readTogether(db, workspace, id, by) : undefined
  const found = early ?? (await findJobs(db, workspace, [...jobs.keys()])).map((job) => ({ job }))
  return found.filter(({ job }) => isSettled(job))
}

/** @returns undefined when it can't be read so: that must not keep the outcome back */
async function readTogether(
  db: Db,
  workspace: string,
  id: string,
  by: Read<unknown>,
): Promise<Settled[] | undefined> {
  const found = await findJobAnd(db, workspace, id, by).catch(() => undefined)
  return found && (found.job ? [{ job: found.job, read: { by, value: found.read } }] : [])
}

function firstOf<T>(all: ReadonlySet<T> = new Set()): T | undefined {
  return [...all][0]
}

/** Ended, or planned and waiting for its run. */
function isSettled({ finished_at, state }: StoredJob): boolean {
  return finished_at !== null || state === 'ready'
}
