import { z } from 'zod'

const CODE = /^[a-z]+(?:_[a-z]+)*$/

/** The envelope of every error. An empty list would say that nothing went wrong. */
export const errorListSchema = z.looseObject({
  type: z.literal('error.list'),
  request_id: z.string().min(1).nullish(),
  errors: z
    .array(
      z.looseObject({
        code: z.string().regex(CODE),
        message: z.string().nullish(),
        field: z.string().nullish(),
      }),
    )
    .min(1),
})
