import type { Generated } from 'kysely'
import type { SuppressionKind } from './contact-tables.ts'
import type { Json } from './json-column.ts'

/** How a workspace on a map is watched for erased people who are back, and how far that has come. */
export interface WatchTable {
  workspace_id: string
  mode: 'report' | 'erase'
  /** How far new and touched rows were read, by table of the other system. */
  cursors: Json<unknown>
  /** How far the full pass has come that goes on; null: none does. */
  pass: Json<unknown> | null
  pass_begun_at: Date | null
  /** When the last full pass ended. */
  passed_at: Date | null
  /** When new and touched rows were last read. */
  looked_at: Date | null
  rows_read: Generated<string>
  found: Generated<string>
  /** Why the last look failed, as a code. */
  problem: string | null
}

/** Somebody who was erased and is back in tables of the other system, until they are gone again. */
export interface ReturnedPersonTable {
  workspace_id: string
  contact_id: string
  id: string
  /** By what they were recognised. */
  kind: SuppressionKind
  /** The erasure that they are back from. */
  erased_by: string
  found_at: Generated<Date>
  seen_at: Generated<Date>
  /** Whether an erasure is to be asked for. */
  due: boolean
  /** How many were. */
  tries: Generated<number>
  job_id: string | null
  /** Why the last one was not accepted. */
  refusal: string | null
}
