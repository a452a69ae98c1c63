import * as z from 'zod'
import { readReason, REASON_RULE } from '../request/reason.ts'

/** The option `reason` of a job, wherever it stands. */
export const reason = z
  .custom<string>((given) => readReason(given) !== undefined, { error: `must be ${REASON_RULE}` })
  .transform(readReason)
  .optional()

const wrongDryRun = { error: 'must be true or false' }

/** The option `dry_run` in a body. */
export const dryRun = z.boolean(wrongDryRun).default(false)

/** The option `dry_run` in a query. */
export const dryRunInQuery = z
  .enum(['true', 'false'], wrongDryRun)
  .default('false')
  .transform((text) => text === 'true')
