/** What a map says of its own reach: for certificates, and whoever asks what was not erased. */
export interface MapCoverage {
  readonly name: string
  readonly version: number
  readonly system: string
  /** Why columns and rows that can hold text were kept, each reason once. */
  readonly kept: readonly string[]
  /** What no statement reaches. */
  readonly outside: readonly string[]
}
