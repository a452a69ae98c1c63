import type { JobKind, JobState } from '../database/tables.ts'
import { listJobs } from '../bulk/list-jobs.ts'
import type { JobStatus } from '../status/job-status.ts'
import { readJobs } from '../status/read-jobs.ts'
import { apiUrlOf } from './api-url-of.ts'
import { EXIT } from './exit-code.ts'
import { openForCommand, withSession, type CommonOptions } from './session.ts'
import { typed } from './typed.ts'

export interface JobsOptions extends CommonOptions {
  readonly state?: JobState
  readonly kind?: JobKind
  readonly before?: string
  readonly limit: number
}

/** `unsaid jobs`: the newest first. */
export async function jobsCommand(options: JobsOptions): Promise<number> {
  return withSession(options, async (session) => {
    const { config, workspace, print } = session
    const { db } = await openForCommand(session)
    const page = await listJobs(db, workspace, options)
    const jobs = await readJobs(db, workspace, page.jobs, { baseUrl: apiUrlOf(config) })
    const older =
      page.next === undefined
        ? []
        : [`older ones: ${typed(workspace, `jobs --before ${page.next}`)}`]
    const lines = jobs.length === 0 ? ['no jobs'] : [...jobs.map(lineOf), ...older]
    print({ type: 'list', data: jobs, next_cursor: page.next ?? null }, lines)
    return EXIT.done
  })
}

function lineOf({ id, kind, state, progress, plan, created_at }: JobStatus): string {
  const at = new Date(created_at * 1_000).toISOString().slice(0, 19)
  const { processed, total } = (state === 'planning' && plan) || progress
  return `${at}Z  job ${id}  ${kind}  ${state}  ${String(processed)}/${String(total)}`
}
