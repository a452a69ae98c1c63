import { readReason, REASON_RULE } from '../request/reason.ts'
import { REQUESTER_RULE, requesterOf } from '../request/requester.ts'
import { UsageError } from './usage-error.ts'

/** What a user may say of why and for whom something is done. */
export interface CodeOptions {
  readonly reason?: string
  /** A name; who asks is `cli:NAME` then. */
  readonly requestedBy?: string
  readonly idempotencyKey?: string
}

/** The same as it is stored. */
export interface Codes {
  readonly requestedBy: string
  readonly reason?: string
}

/** @throws UsageError unless each that is given is what it must be */
export function readCodes({ reason, requestedBy, idempotencyKey }: CodeOptions): Codes {
  const why = reason === undefined ? undefined : readReason(reason)
  if (reason !== undefined && why === undefined) {
    throw new UsageError(`--reason must be ${REASON_RULE}`)
  }
  const requester = requesterOf(requestedBy)
  if (requester === undefined) throw new UsageError(`--requested-by must be ${REQUESTER_RULE}`)
  if (idempotencyKey !== undefined && !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw new UsageError('--idempotency-key must be 1 to 255 printable characters without spaces')
  }
  return { requestedBy: requester, ...(why !== undefined && { reason: why }) }
}
