import { isReason } from '../request/reason.ts'
import { UsageError } from './usage-error.ts'

/** @throws UsageError unless reason and key, if given, are what they must be */
export function assertCodes({
  reason,
  idempotencyKey,
}: {
  readonly reason?: string
  readonly idempotencyKey?: string
}): void {
  if (reason !== undefined && !isReason(reason)) {
    throw new UsageError('--reason must be 1 to 64 of a-z, 0-9, _ . and -')
  }
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw new UsageError('--idempotency-key must be 1 to 255 printable characters without spaces')
  }
}
