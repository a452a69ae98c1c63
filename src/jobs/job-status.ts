import type { OutcomeKind } from '../database/tables.ts'
import type { ErrorList } from '../error-list/error-list.ts'
import type { StoredJob } from './find-jobs.ts'

/** What stands in `result`: the conversation as it is now, or why there is none. */
export type JobResult = Readonly<Record<string, unknown>> | ErrorList | null

const OUTCOMES: readonly OutcomeKind[] = [
  'redacted',
  'already_redacted',
  'not_redactable',
  'not_found',
  'failed',
  'canceled',
]

export type JobStatus = ReturnType<typeof jobStatus>

/** Intercom's three words for the states of a job. */
const STATUS = { queued: 'pending', succeeded: 'success', failed: 'failed' } as const

/**
 * A job as callers poll it: Intercom's job object, and more of what they ask for.
 *
 * @param baseUrl without a slash at its end
 * @param result rendered from the tables at this moment, so that an old job can never give back
 *   what a later redaction took away
 */
export function jobStatus(job: StoredJob, baseUrl: string, result: JobResult) {
  return {
    type: 'job' as const,
    id: job.id,
    url: `${baseUrl}${jobPath(job.id)}`,
    status: STATUS[job.state],
    state: job.state,
    kind: job.kind,
    resource_type: 'conversation',
    resource_id: job.conversation_id,
    resource_url: job.conversation_id && conversationUrl(baseUrl, job.conversation_id),
    progress: progressOf(job.outcome),
    created_at: unixSeconds(job.created_at),
    finished_at: job.finished_at && unixSeconds(job.finished_at),
    result,
  }
}

function conversationUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/conversations/${encodeURIComponent(id)}`
}

/** Where a job is polled. */
export function jobPath(id: string): string {
  return `/jobs/status/${encodeURIComponent(id)}`
}

function progressOf(outcome: OutcomeKind | null): Record<string, number> {
  const progress: Record<string, number> = { total: 1, processed: outcome === null ? 0 : 1 }
  for (const kind of OUTCOMES) progress[kind] = kind === outcome ? 1 : 0
  return progress
}

function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
