const REASON = /^[a-z0-9_.-]{1,64}$/

/** How a reason is written, for whoever wrote another one. */
export const REASON_RULE =
  '1 to 64 of the characters a-z 0-9 _ . - without blanks; capitals are taken as small letters'

/**
 * Reads a reason: a code for the ledger, where no free text may stand. Capitals and blanks around
 * it change nothing, so that `Ticket-4711` is the reason that `ticket-4711` is.
 *
 * @returns undefined when it can't be one
 */
export function readReason(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const reason = value.trim().toLowerCase()
  return REASON.test(reason) ? reason : undefined
}
