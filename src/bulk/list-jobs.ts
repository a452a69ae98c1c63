import { sql } from 'kysely'
import type { Db } from '../database/connection.ts'
import { inOneTrip, type Trx } from '../database/in-workspace.ts'
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
export async function listJobs(db: Db, workspace: string, query: JobQuery): Promise<JobPage> {
  const { kind, state, limit } = query
  const select = kind === 'redaction' && state ? SINGLES[state] : selectJobs
  const found = select
    ? await inOneTrip(db, workspace, (trx) => select(trx, workspace, query), 'by_key')
    : []
  const jobs = found.slice(0, limit)
  return { jobs, next: found.length > limit ? jobs.at(-1)?.id : undefined }
}

type Select = (trx: Trx, workspace: string, query: JobQuery) => Promise<StoredJob[]>

/**
 * Single redactions are too many to be looked through for the few in a state: those that wait have
 * a wakeup, those that failed are noted. The others are nearly all, and found at once.
 */
const SINGLES: Readonly<Partial<Record<JobState, Select>>> = {
  queued: (trx, workspace, query) => selectNoted(trx, workspace, 'wakeup', query),
  failed: (trx, workspace, query) => selectNoted(trx, workspace, 'failed_redaction', query),
  succeeded: selectJobs,
}

async function selectNoted(
  trx: Trx,
  workspace: string,
  notes: 'wakeup' | 'failed_redaction',
  { state, before, limit }: JobQuery,
): Promise<StoredJob[]> {
  const columns = sql.join(JOB_COLUMNS.map((column) => sql.ref(`job.${column}`)))
  // By `offset` the notes come first: the planner would look through all jobs for those noted.
  const { rows } = await sql<StoredJob>`
    select ${columns}
      from ${sql.table(notes)} note
     cross join lateral (
       select own.* from job own
        where own.workspace_id = ${workspace} and own.id = note.job_id
          and own.kind = 'redaction' and own.state = ${state}
       offset 0) job
     where note.workspace_id = ${workspace} and ${isBefore('note.job_id', before)}
     order by note.job_id desc limit ${limit + 1}`.execute(trx)
  return rows
}

function selectJobs(
  trx: Trx,
  workspace: string,
  { kind, state, before, limit }: JobQuery,
): Promise<StoredJob[]> {
  return trx
    .selectFrom('job')
    .select(JOB_COLUMNS)
    .where('workspace_id', '=', workspace)
    .where(ofKind(kind))
    .where(state === undefined ? sql<boolean>`true` : sql<boolean>`state = ${state}`)
    .where(isBefore('id', before))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

function isBefore(column: string, before: string | undefined) {
  return before === undefined ? sql<boolean>`true` : sql<boolean>`${sql.ref(column)} < ${before}`
}

/** Written out, as the indexes of lists have it. */
function ofKind(kind: JobKind | undefined) {
  if (kind === 'redaction') return sql<boolean>`kind = 'redaction'`
  const lists = sql<boolean>`kind <> 'redaction'`
  return kind === undefined ? lists : sql<boolean>`${lists} and kind = ${kind}`
}
