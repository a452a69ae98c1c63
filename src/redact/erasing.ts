import type { JobAhead } from './job-ahead.ts'

/** Whom an erasure is about, and where. */
export interface Erasing {
  readonly contacts: readonly string[]
  /** What the workspace keeps of them, as paths. */
  readonly keeps: readonly string[]
  /** Those to be scrubbed: their rows and all of their parts. */
  readonly conversations: readonly string[]
  /** Ids of parts that could not be rewritten, and are left alone. */
  readonly except?: readonly string[]
  readonly ahead?: JobAhead
}
