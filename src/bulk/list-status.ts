import type { OutcomeKind } from '../database/job-table.ts'
import type { ErasureScope } from '../request/erasure-scope.ts'

/** How many items ended, or would end, in which way. */
export type ItemCounts = Readonly<Record<'total' | 'processed' | OutcomeKind, number>>

/** What a job of many items shows beside what every job shows. */
export interface ListStatus {
  readonly progress: ItemCounts
  /** What a run would do; absent unless the job was planned first. */
  readonly plan: ItemCounts | undefined
  /** Files that the redacted messages had: detached, not deleted. */
  readonly filesDetached: number
  readonly erasure: ErasureStatus | undefined
}

/** What an erasure shows beside what every list shows. */
export interface ErasureStatus {
  readonly scope: ErasureScope
  readonly contactIds: readonly string[]
  readonly dueAt: Date
  /** Whole days from now, or from its end, until it is due, rounded up; negative when it is late. */
  readonly daysLeft: number
  /** How often it has looked whether anything is left. */
  readonly looks: number
  /** Ids of who may be the same person: named by the plan, not erased. */
  readonly others: readonly string[]
  /** Whether conversations that are stored were not keyed yet when it began. */
  readonly keysIncomplete: boolean
  /** What the look at what is stored came to; null until it has been. */
  readonly look: StoredLook | null
}

/** Rows in which something of the person was recognised, by place; never what. */
export interface StoredLook {
  readonly rows: number
  /** Words of names that were looked for. */
  readonly names: number
  readonly found: Readonly<Record<string, number>>
  readonly exceptions: Readonly<Record<string, number>>
}
