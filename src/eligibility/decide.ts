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
  if (!target) return { kind: 'not_found' }
  if (target.redacted) return { kind: 'already_redacted' }

  const refusing = RULES.find((rule) => rule.refuses(target))
  return refusing ? { kind: 'not_redactable', reason: refusing.reason } : { kind: 'redact' }
}
