import { z } from 'zod'

/** A variable that holds a whole number of at most nine digits. */
export const countVariable = z
  .string()
  .regex(/^\d{1,9}$/, { error: 'must be a whole number' })
  .transform(Number)
