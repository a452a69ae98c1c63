import type { Generated, GeneratedAlways } from 'kysely'

/** What a wakeup wakes: a single redaction, a chunk of a list, or the next step of a list's job. */
export type Wakes = 'redaction' | 'step' | 'chunk'

/** What is to be done of a list's job: the chunk of this number, or a step, which is about no chunk. */
export type ChunkOrStep = number | Exclude<Wakes, 'redaction' | 'chunk'>

export interface WakeupTable {
  workspace_id: string
  job_id: string
  wakes: GeneratedAlways<Wakes>
  /** A part of the key; which chunk it is only where a chunk is woken. */
  chunk: Generated<number>
  due_at: Date
  deliveries: Generated<number>
  /** How often its chunk was left for later because somebody held a row. */
  rests: Generated<number>
  /** Not delivered yet: its workspace has as many chunks on their way as it may. */
  waits: Generated<boolean>
  created_at: Generated<Date>
}
