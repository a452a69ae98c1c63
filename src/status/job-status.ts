import type { JobState, OutcomeKind } from '../database/job-table.ts'
import type { ErrorList } from '../error-list/error-list.ts'
import type { JobWait } from '../bulk/job-wait.ts'
import type { ErasureStatus, ItemCounts, ListStatus } from '../bulk/list-status.ts'
import type { CopyCounts } from '../redact/copy-count.ts'
import type { StoredJob } from '../jobs/stored-job.ts'
import { waitView } from './wait-view.ts'

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
const STATUS = {
  queued: 'pending',
  planning: 'pending',
  ready: 'pending',
  running: 'pending',
  succeeded: 'success',
  completed_with_errors: 'success',
  failed: 'failed',
  canceled: 'failed',
} as const satisfies Record<JobState, string>

interface More {
  readonly list?: ListStatus | undefined
  readonly wait?: JobWait | undefined
  /** What became of the copies that a map names. */
  readonly copies?: CopyCounts | undefined
}

/**
 * A job as callers poll it: Intercom's job object, and more of what they ask for.
 *
 * @param baseUrl without a slash at its end
 * @param result rendered from the tables at this moment, so that an old job can never give back
 *   what a later redaction took away
 * @param more of it: `list` absent for a single redaction, `wait` when it waits for nothing
 */
export function jobStatus(job: StoredJob, baseUrl: string, result: JobResult, more: More) {
  const { list, wait, copies } = more
  return {
    type: 'job' as const,
    id: job.id,
    url: `${baseUrl}${jobPath(job.id)}`,
    status: STATUS[job.state],
    state: job.state,
    kind: job.kind,
    ...resourceOf(job, baseUrl),
    progress: list?.progress ?? progressOf(job.outcome),
    ...(list?.plan && { plan: list.plan }),
    ...(list && { files_detached: list.filesDetached }),
    ...(copies && { copies }),
    ...(list?.erasure && { erasure: erasureOf(list.erasure) }),
    ...(wait && { waits_for: waitView(wait) }),
    requested_by: job.requested_by,
    reason: job.reason,
    created_at: unixSeconds(job.created_at),
    finished_at: job.finished_at && unixSeconds(job.finished_at),
    result,
  }
}

/** What the job is about: a conversation, or the list of its items. */
function resourceOf({ kind, id, conversation_id }: StoredJob, baseUrl: string) {
  return kind === 'redaction'
    ? {
        resource_type: 'conversation' as const,
        resource_id: conversation_id,
        resource_url: conversation_id && conversationUrl(baseUrl, conversation_id),
      }
    : {
        resource_type: 'redaction_job' as const,
        resource_id: id,
        resource_url: `${baseUrl}${listPath(id)}`,
      }
}

function erasureOf({ scope, contactIds, dueAt, daysLeft, looks, look, ...told }: ErasureStatus) {
  return {
    scope,
    contact_ids: contactIds,
    due_at: unixSeconds(dueAt),
    days_left: daysLeft,
    looks,
    other_contacts: told.others,
    keys_incomplete: told.keysIncomplete,
    look,
  }
}

function conversationUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/conversations/${encodeURIComponent(id)}`
}

/** Where a job is polled. */
export function jobPath(id: string): string {
  return `/jobs/status/${encodeURIComponent(id)}`
}

/** Where a bulk or erasure job, and its items, are read. */
export function listPath(id: string): string {
  return `/redaction_jobs/${encodeURIComponent(id)}`
}

function progressOf(outcome: OutcomeKind | null): ItemCounts {
  const ended = Object.fromEntries(OUTCOMES.map((kind) => [kind, kind === outcome ? 1 : 0]))
  const counts = ended as Record<OutcomeKind, number>
  return { total: 1, processed: outcome === null ? 0 : 1, ...counts }
}

function unixSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000)
}
