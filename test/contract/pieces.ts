import { z } from 'zod'

/** A moment in unix seconds; nothing forbids one before 1970. */
export const seconds = z.int()

export const count = z.int().nonnegative()

export const label = z.string().optional()

/** Points at an admin, a team or nobody. */
export const reference = z.looseObject({ type: label, id: z.string().nullish() })

export const contactReference = z.looseObject({
  type: z.literal('contact'),
  id: z.string(),
  external_id: z.string().nullish(),
})

export const tag = z.looseObject({
  type: label,
  id: label,
  name: label,
  applied_at: seconds.nullish(),
  applied_by: reference.nullish(),
})

export const attachment = z.looseObject({
  type: label,
  name: label,
  url: label,
  content_type: label,
  filesize: z.int().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
})

export const emailMessage = z.looseObject({
  message_id: z.string().nullish(),
  subject: label,
  email_address_headers: z
    .array(z.looseObject({ type: label, email_address: label, name: z.string().nullish() }))
    .optional(),
  history: label,
})
