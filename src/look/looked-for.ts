/** Whom a look is for: ids, and keyed hashes of all by which they were ever known. */
export interface LookedFor {
  readonly contacts: readonly string[]
  readonly emails: readonly Buffer[]
  readonly externalIds: readonly Buffer[]
  /** Of these, those that somebody else has as well, such as an address that was given on. */
  readonly shared: readonly Buffer[]
  /** Of the words of their names; none where an erasure kept none. */
  readonly names: readonly Buffer[]
  /** Paths of custom attributes that the workspace keeps by name. */
  readonly keeps: readonly string[]
}
