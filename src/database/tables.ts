import type { ColumnType, Generated, Selectable } from 'kysely'

/** Every table of schema `unsaid`, as Kysely sees it. The migrations are the truth. */
export interface Database {
  workspace: WorkspaceTable
  token: TokenTable
  conversation: ConversationTable
  conversation_part: ConversationPartTable
  contact: ContactTable
  job: JobTable
  job_list: JobListTable
  job_item: JobItemTable
  job_chunk: JobChunkTable
  wakeup: WakeupTable
  job_start: JobStartTable
  ledger_entry: LedgerEntryTable
  idempotency_key: IdempotencyKeyTable
}

/** JSON goes in as text: node-postgres would turn an array into a Postgres array. */
type Json<T> = ColumnType<T, string, string>

export type JsonObject = Record<string, unknown>

export interface WorkspaceTable {
  id: string
  created_at: Generated<Date>
}

export interface TokenTable {
  workspace_id: string
  id: string
  digest: Buffer
  scopes: string[]
  created_at: Generated<Date>
  expires_at: Date | null
  revoked_at: Date | null
}

export interface ConversationTable {
  workspace_id: string
  id: string
  /** The object as imported, without `source` (when that is an object) and without its parts. */
  data: Json<JsonObject>
  source: Json<JsonObject> | null
  source_id: string | null
  source_author_type: string | null
  source_author_id: string | null
  source_redacted_at: Date | null
}

export interface ConversationPartTable {
  workspace_id: string
  conversation_id: string
  id: string
  /** Its place among the conversation's parts, in the order they came. */
  position: number
  author_type: string | null
  author_id: string | null
  body: string | null
  /** The part as imported, without a `body` that is a string. */
  data: Json<JsonObject>
  redacted_at: Date | null
}

export interface ContactTable {
  workspace_id: string
  id: string
  data: Json<JsonObject>
}

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

export interface JobError {
  readonly code: string
  readonly message: string
  readonly field?: string
}

export type JobRow = Selectable<JobTable>

/** What a bulk or erasure job has beside its job row; while it is received there is no job row. */
export interface JobListTable {
  workspace_id: string
  job_id: string
  dry_run: boolean
  /** Chunks that may be on their way at a time. */
  lanes: number
  /** Items of a chunk, the last one may have fewer. */
  chunk_size: number
  items: Generated<number>
  /** The next chunk that a worker is to be told of. */
  next_chunk: Generated<number>
  received_at: Generated<Date>
  accepted_at: Date | null
  planned_at: Date | null
  run_at: Date | null
}

/** One target of a list; never written again. What became of it stands in its chunk. */
export interface JobItemTable {
  workspace_id: string
  job_id: string
  /** Its place among the items, from 1 and without gaps. */
  position: number
  /** Its line in the caller's input; null when Unsaid found the target itself. */
  line: number | null
  type: 'conversation_part' | 'source' | null
  conversation_id: string | null
  target_id: string | null
  external_id: string | null
  /** Why it names no target. */
  problems: Json<JobError[]> | null
}

/** Counted by Postgres from the letters in `planned` and `outcomes`. */
type ChunkCount = ColumnType<number | null, never, never>

export interface JobChunkTable {
  workspace_id: string
  job_id: string
  chunk: number
  /** Positions of its first and last item. */
  first: number
  last: number
  /** One letter for each item: what a run would do. */
  planned: string | null
  /** One letter for each item: what was done. */
  outcomes: string | null
  plan_redacted: ChunkCount
  plan_already_redacted: ChunkCount
  plan_not_redactable: ChunkCount
  plan_not_found: ChunkCount
  plan_failed: ChunkCount
  redacted: ChunkCount
  already_redacted: ChunkCount
  not_redactable: ChunkCount
  not_found: ChunkCount
  failed: ChunkCount
  /** Found by the last look of an erasure. */
  late: Generated<boolean>
  done_at: Date | null
}

export interface WakeupTable {
  workspace_id: string
  job_id: string
  chunk: Generated<number>
  due_at: Date
  deliveries: Generated<number>
  created_at: Generated<Date>
}

export interface JobStartTable {
  workspace_id: string
  id: string
  job_ids: string[]
  solo: boolean
  started_at: Generated<Date>
}

export interface LedgerEntryTable {
  workspace_id: string
  id: string
  records: Json<unknown[]>
  created_at: Generated<Date>
}

export interface IdempotencyKeyTable {
  workspace_id: string
  key_digest: Buffer
  fingerprint: Buffer
  job_id: string
}
