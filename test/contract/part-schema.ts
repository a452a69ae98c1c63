import { z } from 'zod'
import { attachment, emailMessage, label, reference, seconds } from './pieces.ts'

const author = z.looseObject({
  type: label,
  id: label,
  name: z.string().nullish(),
  email: label,
  from_ai_agent: z.boolean().optional(),
  is_ai_answer: z.boolean().optional(),
})

const quickReplies = z.looseObject({
  quick_reply_options: z.array(z.looseObject({ text: z.string(), uuid: z.string() })).optional(),
  quick_reply_uuid: label,
})

const named = z.looseObject({ name: label })

/** The members of all six shapes; no two shapes disagree about one. */
const eventDetails = z.looseObject({
  workflow: named.optional(),
  attribute: named.optional(),
  value: named.extend({ previous: z.string().nullish() }).optional(),
  action: named.extend({ result: z.enum(['success', 'failed']).optional() }).optional(),
  event: z.looseObject({ type: label, result: label }).optional(),
})

export const partSchema = z.looseObject({
  type: label,
  id: z.string(),
  part_type: label,
  body: z.string().nullish(),
  created_at: seconds.optional(),
  updated_at: seconds.optional(),
  notified_at: seconds.optional(),
  assigned_to: reference.nullish(),
  author: author.optional(),
  attachments: z.array(attachment).optional(),
  external_id: z.string().nullish(),
  redacted: z.boolean().optional(),
  email_message_metadata: emailMessage.nullish(),
  metadata: quickReplies.nullish(),
  state: z.enum(['open', 'closed', 'snoozed']).optional(),
  tags: z.array(z.looseObject({ type: label, id: label, name: label })).nullish(),
  event_details: eventDetails.nullish(),
  app_package_code: z.string().nullish(),
})
