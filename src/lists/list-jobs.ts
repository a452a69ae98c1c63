import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip } from '../database/in-workspace.ts'
import type { JobKind, JobState } from '../database/tables.ts'
import { JOB_COLUMNS, type StoredJob } from '../jobs/find-jobs.ts'

export interface JobQuery {
  readonly state?: JobState
  /** Without it: bulk and erasure jobs. */
  readonly kind?: JobKind
  /** Only jobs behind this one: `next` of the page before. */
  readonly before?: string
  readonly limit: number
}

export interface JobPage {
  readonly jobs: readonly StoredJob[]
  /** `before` of the next page; undefined when this is the last one. */
  readonly next: string | undefined
}

/**
 * Lists jobs by id, downwards: as ours are UUIDv7, the newest first. A raw job bears its
 * producer's id, and has its place in the list by that.
 */
export async function listJobs(
  db: Db,
  workspace: string,
  { state, kind, before, limit }: JobQuery,
): Promise<JobPage> {
  const found = await inOneTrip(db, workspace, (trx) =>
    trx
      .selectFrom('job')
      .select(JOB_COLUMNS)
      .where('workspace_id', '=', workspace)
      .where(ofKind(kind))
      .where(state === undefined ? sql<boolean>`true` : sql<boolean>`state = ${state}`)
      .where(before === undefined ? sql<boolean>`true` : sql<boolean>`id < ${before}`)
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .execute(),
  )
  const jobs = found.slice(0, limit)
  return { jobs, next: found.length > limit ? jobs.at(-1)?.id : undefined }
}

/** Written out, as the index of lists has it; single redactions are too many to be looked through. */
function ofKind(kind: JobKind | undefined) {
  if (kind === 'redaction') return sql<boolean>`kind = 'redaction'`
  const lists = sql<boolean>`kind <> 'redaction'`
  return kind === undefined ? lists : sql<boolean>`${lists} and kind = ${kind}`
}
