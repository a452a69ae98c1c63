import type { EligibilityRule } from './eligibility-rule.ts'

/** A part without a body (an assignment, a close) holds nothing to redact. */
export const partHasBody = {
  reason: 'part_has_no_body',
  refuses: (target) => target.type === 'conversation_part' && !target.hasBody,
} as const satisfies EligibilityRule
