import type { Look } from '../look/look.ts'
import type { CopyCounts } from '../redact/copy-count.ts'

/** What was erased where a map leads. */
export interface ErasedMap {
  readonly name: string
  readonly version: number
  readonly system: string
  /** What became of the rows of each copy. */
  readonly copies: CopyCounts
  /** `map_incomplete`: columns that came after the map was added, and that it does not answer for. */
  readonly incomplete: readonly string[]
}

/** How far a certificate goes. */
export interface CertificateExtent {
  /** What the workspace keeps by name, as it was when the erasure was accepted. */
  readonly keeps: readonly string[]
  /** Not everything that is stored could be searched for former addresses yet. */
  readonly keys_incomplete: boolean
  /** Contacts of the same conversations that may be the same person; they were not erased. */
  readonly other_contacts: number
  /** The last look at what is stored. */
  readonly look: Look
  /** The digest of the certificate that this one takes the place of. */
  readonly supersedes: string | null
  /** Where the messages stand in tables that are not ours: the map that says so. */
  readonly map?: ErasedMap
}
