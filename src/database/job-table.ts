import type { Generated, Selectable } from 'kysely'
import type { JobError } from './job-error.ts'
import type { Json } from './json-column.ts'

export type JobKind = 'redaction' | 'bulk' | 'erasure'

export type JobState =
  | 'queued'
  | 'planning'
  | 'ready'
  | 'running'
  | 'succeeded'
  | 'completed_with_errors'
  | 'failed'
  | 'canceled'

export type OutcomeKind =
  'redacted' | 'already_redacted' | 'not_redactable' | 'not_found' | 'failed' | 'canceled'

export interface JobTable {
  workspace_id: string
  id: string
  kind: JobKind
  state: JobState
  /** Null, like the ids, for a list, and when a producer's request was too broken to name a target. */
  type: 'conversation_part' | 'source' | null
  conversation_id: string | null
  target_id: string | null
  reason: string | null
  requested_by: string
  /** The API process whose caller waits for this job. */
  waiter: string | null
  outcome: OutcomeKind | null
  /** Why, as a code: the rule that refused, or the error a failed job ended with. */
  outcome_code: string | null
  /** What was wrong with a broken request: entries of an `error.list`, in our own words. */
  errors: Json<JobError[]> | null
  created_at: Generated<Date>
  finished_at: Date | null
}

export type JobRow = Selectable<JobTable>
