import { sql } from 'kysely'
import type { Trx } from '../database/in-workspace.ts'
import { failureKind } from '../failure.ts'
import { failedOutcome } from '../jobs/outcome.ts'
import { NO_COPIES } from './copy-counts.ts'
import { joined, type Piece, type PieceEffect, type Work } from './piece-of-work.ts'

/**
 * Has work done by halves, each in a savepoint of its own: what fails is taken back, its neighbours
 * stay, until the bad row is alone.
 */
export function byHalves(work: Work): Work {
  return async function workHalves(trx, workspace, piece): Promise<PieceEffect> {
    const whole = await tried(trx, () => work(trx, workspace, piece))
    if (whole.ok) return whole.effect
    const { requests, conversations } = piece
    if (requests.length + conversations.length < 2) return failed(piece, whole.code)
    if (conversations.length === 1) return messagesThenScrub(trx, workspace, piece)
    const [one, other] = halvesOf(piece)
    const first = await workHalves(trx, workspace, one)
    return joined([first, await workHalves(trx, workspace, other)])
  }

  /** A message that fails keeps its conversation from being scrubbed wholly, not its neighbours. */
  async function messagesThenScrub(
    trx: Trx,
    workspace: string,
    { requests, conversations }: Piece,
  ): Promise<PieceEffect> {
    const redact = byHalves(work)
    const messages = await redact(trx, workspace, { requests, conversations: [] })
    const bad = requests.filter((one) => messages.outcomes.get(one)?.kind === 'failed')
    const except = bad.flatMap((one) =>
      one.type === 'conversation_part' ? one.conversationPartId : [],
    )
    const scrub = await redact(trx, workspace, { requests: [], conversations, except })
    const unscrubbed = bad.length > 0 ? conversations : scrub.unscrubbed
    return { ...joined([messages, scrub]), unscrubbed }
  }
}

type Tried =
  | { readonly ok: true; readonly effect: PieceEffect }
  | { readonly ok: false; readonly code: FailureCode }

type FailureCode = 'service_unavailable' | 'server_error'

async function tried(trx: Trx, work: () => Promise<PieceEffect>): Promise<Tried> {
  await sql`savepoint half`.execute(trx)
  try {
    const effect = await work()
    await sql`release savepoint half`.execute(trx)
    return { ok: true, effect }
  } catch (error) {
    const kind = failureKind(error)
    if (kind === 'away' || kind === 'conflict' || kind === 'unwritable') throw error
    await sql`rollback to savepoint half`.execute(trx)
    await sql`release savepoint half`.execute(trx)
    return { ok: false, code: kind === 'locked' ? 'service_unavailable' : 'server_error' }
  }
}

/** Of a chunk that scrubs, conversations with their messages; else messages. */
function halvesOf({ requests, conversations }: Piece): [Piece, Piece] {
  if (conversations.length === 0) {
    const middle = Math.ceil(requests.length / 2)
    const half = (from: number, to?: number) => ({
      requests: requests.slice(from, to),
      conversations,
    })
    return [half(0, middle), half(middle)]
  }
  const first = new Set(conversations.slice(0, Math.ceil(conversations.length / 2)))
  const half = (isFirst: boolean) => ({
    requests: requests.filter((one) => first.has(one.conversationId) === isFirst),
    conversations: conversations.filter((one) => first.has(one) === isFirst),
  })
  return [half(true), half(false)]
}

function failed({ requests, conversations }: Piece, code: FailureCode): PieceEffect {
  const outcomes = new Map(requests.map((request) => [request, failedOutcome(code)]))
  return { outcomes, files: 0, unscrubbed: conversations, copies: NO_COPIES }
}
