import type { Trx } from '../database/in-workspace.ts'
import { decide, type Decision } from '../eligibility/decide.ts'
import { outcomeOf, type Outcome } from '../jobs/outcome.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import type { CopyCounts } from './copy-count.ts'
import { joinedCounts, NO_COPIES } from './copy-counts.ts'
import { decideEach, type Decided } from './decide-each.ts'
import type { JobAhead } from './job-ahead.ts'
import type { HeldMessages } from './message-store.ts'
import { redact } from './redact.ts'
import { storeOf } from './store-of.ts'

/** What a chunk, or a half of it, is about. */
export interface Piece {
  readonly requests: readonly RedactionRequest[]
  /** Conversations to scrub; only an erasure has any. */
  readonly conversations: readonly string[]
  /** Ids of parts that failed, and are not scrubbed either. */
  readonly except?: readonly string[]
  /** What else its job has; a half of a chunk is searched for by itself. */
  readonly ahead?: JobAhead
}

/** What became of it. */
export interface PieceEffect {
  readonly outcomes: ReadonlyMap<RedactionRequest, Outcome>
  /** Files that the redacted messages had. */
  readonly files: number
  /** Those of the conversations that could not be scrubbed. */
  readonly unscrubbed: readonly string[]
  /** What became of the copies, where a map names any. */
  readonly copies: CopyCounts
}

/** Has the effect of a piece in the caller's transaction, or throws. */
export type Work = (trx: Trx, workspace: string, piece: Piece) => Promise<PieceEffect>

/** Says what a piece of a list would come to: nothing is locked, since nothing will be changed. */
export const planPiece: Work = async (trx, workspace, { requests }) => {
  const store = await storeOf(trx, workspace)
  const found = await store.read(trx, workspace, requests)
  return effectOf(decideEach(requests.map(asked), found, decide), NO_COPIES)
}

/** Redacts a piece of a list by the rules. */
export const redactPiece: Work = async (trx, workspace, { requests, ahead }) => {
  const store = await storeOf(trx, workspace)
  return redactRequests(requests, (some) => store.lock(trx, workspace, some, ahead), decide)
}

/** Redacts requests of a chunk, which itself records what came of all its pieces. */
export async function redactRequests<Target>(
  requests: readonly RedactionRequest[],
  lock: (requests: readonly RedactionRequest[]) => Promise<HeldMessages<Target>>,
  rule: (target: Target | undefined) => Decision,
): Promise<PieceEffect> {
  const asking = { asked: requests.map(asked), lock, rule, record: () => [] }
  const { decided, copies } = await redact(asking)
  return effectOf(decided, copies)
}

const asked = (request: RedactionRequest) => ({ request })

function effectOf(
  decided: readonly Decided<ReturnType<typeof asked>>[],
  copies: CopyCounts,
): PieceEffect {
  return {
    outcomes: new Map(decided.map(({ one, decision }) => [one.request, outcomeOf(decision)])),
    files: decided.reduce((sum, { files }) => sum + files, 0),
    unscrubbed: [],
    copies,
  }
}

export function joined(effects: readonly PieceEffect[]): PieceEffect {
  return {
    outcomes: new Map(effects.flatMap(({ outcomes }) => [...outcomes])),
    files: effects.reduce((sum, { files }) => sum + files, 0),
    unscrubbed: effects.flatMap(({ unscrubbed }) => unscrubbed),
    copies: joinedCounts(effects.map(({ copies }) => copies)),
  }
}
