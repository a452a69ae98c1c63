import { together } from '../database/together.ts'
import type { Decision } from '../eligibility/decide.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { decideEach, type Decided } from './decide-each.ts'
import type { CopyCounts } from './copy-count.ts'
import type { HeldMessages } from './message-store.ts'

/** What differs between a single redaction, a raw job, a chunk, an erasure and a replay. */
export interface Act<Asked, Target> {
  /** What is asked for, each with its target; of one target the first counts. */
  readonly asked: readonly Asked[]
  /** Locks the targets, and reads what `rule` must know of them. */
  readonly lock: (requests: readonly RedactionRequest[]) => Promise<HeldMessages<Target>>
  /** Says what becomes of a target. */
  readonly rule: (target: Target | undefined) => Decision
  /** Asks for all statements that keep what was decided. */
  readonly record: (decided: readonly Decided<Asked>[]) => readonly Promise<unknown>[]
}

interface Acted<Asked> {
  readonly decided: readonly Decided<Asked>[]
  readonly copies: CopyCounts
}

/**
 * Takes messages back: lock, decide, rewrite, record, in the caller's transaction, so that all of
 * it is committed together or not at all.
 *
 * @returns what was decided, in the order in which it was asked for, and what became of copies
 * @throws what the store and `record` throw; then nothing of it may be kept
 */
export async function redact<Asked extends { readonly request: RedactionRequest }, Target>({
  asked,
  lock,
  rule,
  record,
}: Act<Asked, Target>): Promise<Acted<Asked>> {
  const held = await lock(asked.map(({ request }) => request))
  const decided = decideEach(asked, held, rule)
  const taken = decided.filter(({ decision }) => decision.kind === 'redact')
  const rewriting = held.rewrite(taken.map(({ one }) => one.request))
  await together([rewriting, ...record(decided)])
  return { decided, copies: await rewriting }
}
