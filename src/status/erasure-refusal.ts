import type { AcceptedErasure } from '../erasure/accept-erasure.ts'
import { errorEntry, type ErrorEntry } from '../error-list/error-list.ts'

/** Ids that a message names. */
const MOST_NAMED = 20

/** Why an erasure was not accepted, in the words of the API. */
export function erasureRefusal(
  answer: Exclude<AcceptedErasure, { readonly kind: 'accepted' }>,
): ErrorEntry {
  switch (answer.kind) {
    case 'contact_not_found':
      return errorEntry('contact_not_found')
    case 'key_reused':
      return errorEntry('idempotency_key_reused')
    case 'contact_ambiguous':
      return errorEntry('conflict', ambiguous(answer.contacts))
    case 'in_rooms':
      return errorEntry(
        'conflict',
        'Some of their conversations are rooms of many, whose messages are not theirs alone: the scope can only be authored',
      )
    case 'keys_incomplete':
      return errorEntry(
        'service_unavailable',
        'No such contact is known yet: a worker is still hashing stored addresses and ids; try again later',
      )
  }
}

/** An address may have been given to somebody else: nobody is erased for that alone. */
function ambiguous(contacts: readonly string[]): string {
  const named = contacts.slice(0, MOST_NAMED).join(', ')
  const more = contacts.length > MOST_NAMED ? ` and ${contacts.length - MOST_NAMED} more` : ''
  return `Several contacts have had this value: ${named}${more}. Name the one you mean by its id`
}
