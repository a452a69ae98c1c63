import { z } from 'zod'
import { isReason } from '../request/reason.ts'

/** The option `reason` of a job, wherever it stands. */
export const reason = z
  .custom<string>(isReason, { error: 'must be 1 to 64 of the characters a-z 0-9 _ . -' })
  .optional()

const wrongDryRun = { error: 'must be true or false' }

/** The option `dry_run` in a body. */
export const dryRun = z.boolean(wrongDryRun).default(false)

/** The option `dry_run` in a query. */
export const dryRunInQuery = z
  .enum(['true', 'false'], wrongDryRun)
  .default('false')
  .transform((text) => text === 'true')
