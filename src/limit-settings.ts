import type { z } from 'zod'
import { countVariable } from './count-variable.ts'

/** What callers of the API may ask for and hold at a time; 0 = as much as comes. */
export interface LimitSettings {
  /** Requests of one token in ten seconds. */
  readonly rateLimit: number
  /** Pending jobs beyond which nothing more is accepted. */
  readonly maxPending: number
  /** Streams that one workspace may have open, lists and events together. */
  readonly maxStreams: number
  /** Requests of one workspace that may wait for an outcome. */
  readonly maxWaits: number
  /** Bytes of one workspace's bodies that are read as a whole. */
  readonly maxBodyBytes: number
  /** Items of one workspace's lists that are still coming in. */
  readonly maxListItems: number
  /** Bytes of one workspace's lists that are still coming in. */
  readonly maxListBytes: number
  /** Unknown tokens of one address in ten seconds. */
  readonly unknownTokens: number
}

/** The variables that they are read from, and what they are without one. */
export const LIMIT_VARIABLES = {
  UNSAID_RATE_LIMIT: countVariable.default(10_000),
  UNSAID_MAX_PENDING: countVariable.default(1_000_000),
  UNSAID_MAX_STREAMS: countVariable.default(100),
  UNSAID_MAX_WAITS: countVariable.default(500),
  UNSAID_MAX_BODY_BYTES: countVariable.default(33_554_432),
  UNSAID_MAX_LIST_ITEMS: countVariable.default(5_000_000),
  UNSAID_MAX_LIST_BYTES: countVariable.default(536_870_912),
  UNSAID_UNKNOWN_TOKENS: countVariable.default(100),
} as const

type Values = { readonly [name in keyof typeof LIMIT_VARIABLES]: z.infer<typeof countVariable> }

/** The limits, from the variables as they were read. */
export function limitsFrom(values: Values): LimitSettings {
  return {
    rateLimit: values.UNSAID_RATE_LIMIT,
    maxPending: values.UNSAID_MAX_PENDING,
    maxStreams: values.UNSAID_MAX_STREAMS,
    maxWaits: values.UNSAID_MAX_WAITS,
    maxBodyBytes: values.UNSAID_MAX_BODY_BYTES,
    maxListItems: values.UNSAID_MAX_LIST_ITEMS,
    maxListBytes: values.UNSAID_MAX_LIST_BYTES,
    unknownTokens: values.UNSAID_UNKNOWN_TOKENS,
  }
}
