import { CONTACT_TYPES } from '../request/contact-types.ts'
import type { EligibilityRule } from './eligibility-rule.ts'

/** The contract lets only a contact's opening message be taken back, not an admin's or a bot's. */
export const sourceFromContact = {
  reason: 'source_not_from_contact',
  refuses: (target) => target.type === 'source' && !CONTACT_TYPES.has(target.authorType),
} as const satisfies EligibilityRule
