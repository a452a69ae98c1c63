import type { Generated } from 'kysely'
import type {
  ContactKeyTable,
  ContactTable,
  ConversationContactTable,
  SuppressionTable,
} from './contact-tables.ts'
import type { JobTable } from './job-table.ts'
import type { Json } from './json-column.ts'
import type {
  CertificateTable,
  ErasureTable,
  JobChunkTable,
  JobItemTable,
  JobListTable,
  LookFindingTable,
  RecheckTable,
  WorkRateTable,
} from './list-tables.ts'
import type { WakeupTable } from './wakeup-table.ts'
import type { ReturnedPersonTable, WatchTable } from './watch-table.ts'

export type { JobKind, JobRow, JobState, JobTable, OutcomeKind } from './job-table.ts'

/** Every table of schema `unsaid`, as Kysely sees it. The migrations are the truth. */
export interface Database {
  workspace: WorkspaceTable
  workspace_keep: WorkspaceKeepTable
  data_map: DataMapTable
  copy_count: CopyCountTable
  token: TokenTable
  conversation: ConversationTable
  conversation_part: ConversationPartTable
  contact: ContactTable
  contact_key: ContactKeyTable
  conversation_contact: ConversationContactTable
  suppression: SuppressionTable
  watch: WatchTable
  returned_person: ReturnedPersonTable
  job: JobTable
  job_list: JobListTable
  job_item: JobItemTable
  job_chunk: JobChunkTable
  work_rate: WorkRateTable
  erasure: ErasureTable
  certificate: CertificateTable
  look_finding: LookFindingTable
  recheck: RecheckTable
  wakeup: WakeupTable
  failed_redaction: Pick<WakeupTable, 'workspace_id' | 'job_id'>
  job_start: JobStartTable
  ledger_entry: LedgerEntryTable
  ledger_unsealed: LedgerUnsealedTable
  ledger_seal: LedgerSealTable
  idempotency_key: IdempotencyKeyTable
}

export type JsonColumn = Record<string, unknown>

export interface WorkspaceTable {
  id: string
  created_at: Generated<Date>
  /** Whose tables hold its messages; null: ours do. */
  map: Generated<string | null>
  /** What its rows bear there in the workspace column; null where a database is one workspace. */
  map_key: Generated<string | null>
}

export interface CopyCountTable {
  workspace_id: string
  job_id: string
  id: string
  counts: Json<unknown>
}

export interface DataMapTable {
  name: string
  version: Generated<number>
  schema_name: string
  definition: Json<unknown>
  catalog: Json<unknown>
  added_at: Generated<Date>
}

/** What stays of people who are erased. */
export interface WorkspaceKeepTable {
  workspace_id: string
  /** `custom_attributes.NAME` or `contact.custom_attributes.NAME`. */
  path: string
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
  /** It came from the environment: another value there takes its place. */
  bootstrap: Generated<boolean>
}

export interface ConversationTable {
  workspace_id: string
  id: string
  /** The object as imported, without `source` (when that is an object) and without its parts. */
  data: Json<JsonColumn>
  source: Json<JsonColumn> | null
  source_id: string | null
  source_author_type: string | null
  source_author_id: string | null
  source_redacted_at: Date | null
  /** Whether members of `data` quote its messages: then it is written when a part is redacted. */
  quotes_messages: Generated<boolean>
  /** Whether whoever it names is keyed; one that came without a pepper waits for it. */
  keyed: Generated<boolean>
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
  data: Json<JsonColumn>
  redacted_at: Date | null
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

/** A marker: the entry is not sealed yet. Written by a trigger, dropped by the sealing. */
export interface LedgerUnsealedTable {
  workspace_id: string
  entry_id: string
}

/** One link of a workspace's chain, in the order of sealing. */
export interface LedgerSealTable {
  workspace_id: string
  seq: string
  entry_id: string
  prev_hash: Buffer
  hash: Buffer
}

export interface IdempotencyKeyTable {
  workspace_id: string
  key_digest: Buffer
  fingerprint: Buffer
  job_id: string
}
