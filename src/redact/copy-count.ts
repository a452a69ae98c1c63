/** What became of the rows of one copy. */
export interface CopyCount {
  /** Rows that a key or words led to. */
  readonly found: number
  readonly changed: number
  readonly deleted: number
  /** Rows that are only told of. */
  readonly reported: number
  /** Words that were too short to be looked for. */
  readonly words_too_short: number
}

/** By the names that a map gives to copies; our own tables have none. */
export type CopyCounts = Readonly<Record<string, CopyCount>>
