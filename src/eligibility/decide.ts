import { partHasBody } from './part-has-body.ts'
import { sourceFromContact } from './source-from-contact.ts'
import type { Target } from './target.ts'

/** Asked in this order; the first rule to refuse names the reason. */
const RULES = [partHasBody, sourceFromContact] as const

export type RefusalReason = (typeof RULES)[number]['reason']

export type Decision =
  | { readonly kind: 'redact' }
  | { readonly kind: 'already_redacted' }
  | { readonly kind: 'not_redactable'; readonly reason: RefusalReason }
  | { readonly kind: 'not_found' }

/**
 * What the rules say about a target; the caller does it.
 *
 * Redacting again is harmless and says so, before any rule is asked: a redacted part still has a
 * body, the placeholder.
 *
 * @param target undefined when there is no such conversation, part or source in the workspace
 */
export function decide(target: Target | undefined): Decision {
  const decision = decideWithoutRules(target)
  if (!target || decision.kind !== 'redact') return decision

  const refusing = RULES.find((rule) => rule.refuses(target))
  return refusing ? { kind: 'not_redactable', reason: refusing.reason } : decision
}

/** The same where no rule is asked: an erasure takes a message whoever wrote it. */
export function decideWithoutRules(target: { readonly redacted: boolean } | undefined): Decision {
  if (!target) return { kind: 'not_found' }
  return { kind: target.redacted ? 'already_redacted' : 'redact' }
}
