import type { Decision } from '../eligibility/decide.ts'
import type { RedactionRequest } from '../request/redaction-request.ts'
import { targetKeyOf } from '../request/target-key.ts'
import type { FoundMessages } from './message-store.ts'

/** Something that was asked for, and what becomes of it. */
export interface Decided<Asked> {
  readonly one: Asked
  readonly decision: Decision
  /** Files that the message names, if it is to be redacted. */
  readonly files: number
}

/**
 * Says of each what the rule wants, given the messages as they were found. Of two that name one
 * target, the first redacts it and the second finds it so.
 */
export function decideEach<Asked extends { readonly request: RedactionRequest }, Target>(
  asked: readonly Asked[],
  found: FoundMessages<Target>,
  rule: (target: Target | undefined) => Decision,
): readonly Decided<Asked>[] {
  const taken = new Set<string>()
  return asked.map((one) => {
    const { request } = one
    const decision = rule(found.of(request))
    if (decision.kind !== 'redact') return { one, decision, files: 0 }
    const key = targetKeyOf(request)
    if (taken.has(key)) return { one, decision: { kind: 'already_redacted' }, files: 0 }
    taken.add(key)
    return { one, decision, files: found.filesOf(request) }
  })
}
