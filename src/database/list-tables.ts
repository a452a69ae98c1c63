import type { ColumnType, Generated } from 'kysely'
import type { JobError } from './job-error.ts'
import type { Json } from './json-column.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

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
  /** Conversations that an erasure's chunk scrubs beside its items. */
  conversations: string[] | null
  /** Files that its messages had: detached, not deleted. */
  files: Generated<number>
  /** Those of the conversations that could not be scrubbed, or not wholly. */
  unscrubbed: Generated<string[]>
}

/** Whom an erasure is about. */
export interface ErasureTable {
  workspace_id: string
  job_id: string
  contact_ids: string[]
  /** By what the contact was named; the value is not kept. */
  selector: 'id' | 'external_id' | 'email'
  scope: ErasureScope
  due_at: Date
  /** What is kept of the contact, as paths; fixed when it was accepted. */
  keeps: Generated<string[]>
  /** How often it has looked whether anything is left. */
  looks: Generated<number>
  /** Whether conversations that are stored were not keyed yet when it began. */
  keys_incomplete: Generated<boolean>
  /** Who may be the same person: named by the plan, not erased. */
  other_contacts: Generated<string[]>
  /** Keyed hashes of the words of the contacts' names, from the plan on. */
  name_keys: Generated<Buffer[]>
  /** What the look at what is stored came to; null until it has been. */
  look: Json<Record<string, unknown>> | null
  /** Of one that erases what a recheck found: what was written later is passed over. */
  until: Date | null
  /** The digest of the certificate that this one's is in the place of. */
  supersedes: string | null
}

/** Where the latest look for a job found something left over, by ids. */
export interface LookFindingTable {
  workspace_id: string
  job_id: string
  nth: number
  place: string
  conversation_id: string | null
  target_id: string | null
}

/** The latest look for a certificate, after it was issued. */
export interface RecheckTable {
  workspace_id: string
  job_id: string
  looked_at: Generated<Date>
  look: Json<Record<string, unknown>>
}

/** How fast jobs of a workspace on a map may work; none: as fast as they can. */
export interface WorkRateTable {
  workspace_id: string
  /** Messages; null: no bound. */
  most_a_second: number | null
  /** When the next chunk may begin. */
  free_at: Generated<Date>
}

export interface CertificateTable {
  workspace_id: string
  job_id: string
  content: Json<Record<string, unknown>>
  issued_at: Generated<Date>
}
