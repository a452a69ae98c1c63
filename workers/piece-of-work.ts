import type { Trx } from '../src/database/in-workspace.ts'
import type { Outcome } from '../src/jobs/outcome.ts'
import type { RedactionRequest } from '../src/request/redaction-request.ts'

/** What a chunk, or a half of it, is about. */
export interface Piece {
  readonly requests: readonly RedactionRequest[]
  /** Conversations to scrub; only an erasure has any. */
  readonly conversations: readonly string[]
  /** Ids of parts that failed, and are not scrubbed either. */
  readonly except?: readonly string[]
}

/** What became of it. */
export interface PieceEffect {
  readonly outcomes: ReadonlyMap<RedactionRequest, Outcome>
  /** Files that the redacted messages had. */
  readonly files: number
  /** Those of the conversations that could not be scrubbed. */
  readonly unscrubbed: readonly string[]
}

/** Has the effect of a piece in the caller's transaction, or throws. */
export type Work = (trx: Trx, workspace: string, piece: Piece) => Promise<PieceEffect>

export function joined(effects: readonly PieceEffect[]): PieceEffect {
  return {
    outcomes: new Map(effects.flatMap(({ outcomes }) => [...outcomes])),
    files: effects.reduce((sum, { files }) => sum + files, 0),
    unscrubbed: effects.flatMap(({ unscrubbed }) => unscrubbed),
  }
}
