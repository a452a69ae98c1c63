import { z } from 'zod'
import { conversationSchema } from './conversation-schema.ts'
import { errorListSchema } from './error-schema.ts'
import { count, seconds } from './pieces.ts'

/** A job that is still being received is shown to nobody. */
const STATUS_OF = {
  queued: 'pending',
  planning: 'pending',
  ready: 'pending',
  running: 'pending',
  succeeded: 'success',
  completed_with_errors: 'success',
  failed: 'failed',
  canceled: 'failed',
} as const

/** One target is done in one step, so its job is never seen half way. */
const SINGLE_STATES = new Set(['queued', 'succeeded', 'failed'])

const progress = z
  .looseObject({
    total: count,
    processed: count,
    redacted: count,
    already_redacted: count,
    not_redactable: count,
    not_found: count,
    failed: count,
    canceled: count,
  })
  .refine((counts) => counts.processed <= counts.total, { error: 'processed more than there is' })

/** What a caller who polls is given, whatever the kind of job. */
export const jobSchema = z
  .looseObject({
    type: z.literal('job'),
    id: z.string().min(1),
    url: z.string(),
    status: z.enum(['pending', 'success', 'failed']),
    state: z.enum(Object.keys(STATUS_OF) as (keyof typeof STATUS_OF)[]),
    kind: z.enum(['redaction', 'bulk', 'erasure']),
    resource_type: z.string(),
    resource_id: z.string().nullable(),
    resource_url: z.string().nullable(),
    progress,
    plan: z.looseObject({}).nullish(),
    created_at: seconds,
    finished_at: seconds.nullable(),
    result: z.union([conversationSchema, errorListSchema]).nullable(),
  })
  .refine((job) => job.status === STATUS_OF[job.state], { error: 'status contradicts state' })
  .refine((job) => job.kind !== 'redaction' || SINGLE_STATES.has(job.state), {
    error: 'no state of a single redaction',
  })
  .refine((job) => (job.finished_at === null) === (job.status === 'pending'), {
    error: 'finished_at contradicts status',
  })
  .refine((job) => job.result === null || job.status !== 'pending', {
    error: 'a result before the end',
  })
