/** A seal with the entry that it names, as stored in the database or in an export. */
export interface SealedEntry {
  readonly seq: number
  readonly entryId: string
  /** In hex, as `hash`. */
  readonly prevHash: string
  readonly hash: string
  /** Undefined when the entry is not there. */
  readonly entry: EntryContent | undefined
}

export interface EntryContent {
  /** Unix seconds with six decimals, as text. */
  readonly createdAt: string
  /** The records as JSON, as Postgres writes it. */
  readonly records: string
}
