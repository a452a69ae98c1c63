const REASON = /^[a-z0-9_.-]{1,64}$/

/** Whether it can be a reason: a code for the ledger, where no free text may stand. */
export function isReason(value: unknown): value is string {
  return typeof value === 'string' && REASON.test(value)
}
