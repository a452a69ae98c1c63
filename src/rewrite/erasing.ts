import type { RedactionRequest } from '../request/redaction-request.ts'

/** Whom an erasure is about, and where. */
export interface Erasing {
  readonly contacts: readonly string[]
  /** What the workspace keeps of them, as paths. */
  readonly keeps: readonly string[]
  /** Those to be scrubbed: their rows and all of their parts. */
  readonly conversations: readonly string[]
  /** Messages whose text goes, whoever wrote them; each is scrubbed, too. */
  readonly requests: readonly RedactionRequest[]
  /** Ids of parts that could not be rewritten, and are left alone. */
  readonly except?: readonly string[]
}
