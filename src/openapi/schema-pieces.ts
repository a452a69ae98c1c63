export const outcome = {
  enum: ['redacted', 'already_redacted', 'not_redactable', 'not_found', 'failed', 'canceled'],
}
export const idSchema = { anyOf: [{ type: 'string' }, { type: 'integer' }] }
export const count = { type: 'integer', minimum: 0 }
export const secondsSchema = { type: 'integer', description: 'unix seconds' }

export const counts = {
  type: 'object',
  properties: {
    total: count,
    processed: count,
    redacted: count,
    already_redacted: count,
    not_redactable: count,
    not_found: count,
    failed: count,
    canceled: count,
  },
}
export const nextCursor = {
  type: ['string', 'null'],
  description: 'cursor of the next page; null when no more can come',
}
export const externalId = {
  anyOf: [{ type: 'string', minLength: 1, maxLength: 128 }, { type: 'integer' }, { type: 'null' }],
  description: 'your own name for the item',
}

/** The states of a job. */
export const STATES = [
  ...['queued', 'planning', 'ready', 'running'],
  ...['succeeded', 'completed_with_errors', 'failed', 'canceled'],
]

export const KINDS = ['redaction', 'bulk', 'erasure']

/** The ways an item ends. */
export const OUTCOMES = outcome.enum

/** A reason as callers give it. */
export const REASON = {
  type: 'string',
  pattern: '^[A-Za-z0-9_.-]{1,64}$',
  description: 'for the ledger, where it stands in small letters',
}
