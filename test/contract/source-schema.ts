import { z } from 'zod'
import { attachment, emailMessage, label } from './pieces.ts'

/** The message a conversation began with; unlike a part's, its body and subject are never null. */
export const sourceSchema = z.looseObject({
  type: label,
  id: z.string().nullish(),
  delivered_as: label,
  recipients: z
    .array(z.looseObject({ type: label, email: label, drop_reason: z.string().nullish() }))
    .nullish(),
  reply_to: z.array(z.looseObject({ email: label, name: z.string().nullish() })).nullish(),
  subject: label,
  body: label,
  author: z
    .looseObject({
      type: label,
      id: z.string().nullish(),
      name: z.string().nullish(),
      email: z.string().nullish(),
    })
    .optional(),
  attachments: z.array(attachment).optional(),
  url: z.string().nullish(),
  redacted: z.boolean().optional(),
  email_message_metadata: emailMessage.optional(),
})
