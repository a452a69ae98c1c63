import { z } from 'zod'
import { aiAgent, channel, company, monitorEvaluation, salesAgent, scorecard } from './extras.ts'
import { partSchema } from './part-schema.ts'
import { contactReference, count, label, reference, seconds, tag } from './pieces.ts'
import { sourceSchema } from './source-schema.ts'

const MOST_PARTS_RETURNED = 500
const MOST_EXTERNAL_REFERENCES = 20

const rating = z.looseObject({
  rating: z.int().optional(),
  remark: z.string().optional(),
  created_at: seconds.optional(),
  updated_at: seconds.optional(),
  contact: contactReference.optional(),
  teammate: reference.optional(),
})

const parts = z
  .looseObject({
    type: z.literal('conversation_part.list'),
    conversation_parts: z.array(partSchema).max(MOST_PARTS_RETURNED),
    total_count: count,
  })
  .refine((list) => list.total_count >= list.conversation_parts.length, {
    error: 'counts fewer parts than it holds',
  })

const linkedObjects = z.looseObject({
  type: z.literal('list'),
  total_count: count,
  has_more: z.boolean(),
  data: z.array(
    z.looseObject({
      type: z.enum(['ticket', 'conversation']),
      id: z.string(),
      category: z.enum(['Customer', 'Back-office', 'Tracker']).nullish(),
    }),
  ),
})

const customObjects = z.looseObject({
  type: label,
  instances: z
    .array(
      z
        .looseObject({
          id: label,
          external_id: label,
          type: label,
          created_at: seconds.optional(),
          updated_at: seconds.optional(),
          external_created_at: seconds.nullish(),
          external_updated_at: seconds.nullish(),
          custom_attributes: z.record(z.string(), z.string()).optional(),
        })
        .nullable(),
    )
    .optional(),
})

const TIMES = [
  ...['time_to_assignment', 'time_to_admin_reply', 'time_to_first_close', 'time_to_last_close'],
  ...['median_time_to_reply', 'handling_time'],
  ...['first_contact_reply_at', 'first_assignment_at', 'first_admin_reply_at', 'first_close_at'],
  ...['last_contact_reply_at', 'last_assignment_at', 'last_admin_reply_at', 'last_close_at'],
  ...['last_assignment_admin_reply_at'],
  ...['count_reopens', 'count_assignments', 'count_conversation_parts'],
]

const statistics = z.looseObject({
  ...Object.fromEntries(TIMES.map((name) => [name, z.int().optional()])),
  adjusted_handling_time: z.int().nullish(),
  last_closed_by_id: label,
})

/**
 * A conversation as version 2.16 returns it: at most the 500 newest parts. Members it doesn't
 * know may be there; those it knows have the right type.
 */
export const conversationSchema = z.looseObject({
  type: z.literal('conversation'),
  id: z.string(),
  title: z.string().nullish(),
  created_at: seconds.optional(),
  updated_at: seconds.optional(),
  waiting_since: seconds.nullish(),
  snoozed_until: seconds.nullish(),
  open: z.boolean().optional(),
  read: z.boolean().optional(),
  state: z.enum(['open', 'closed', 'snoozed']).optional(),
  priority: z.enum(['none', 'low', 'medium', 'high', 'urgent']).optional(),
  admin_assignee_id: z.int().optional(),
  team_assignee_id: z.int().optional(),
  company: company.nullish(),
  tags: z.looseObject({ type: z.literal('tag.list'), tags: z.array(tag) }).optional(),
  conversation_rating: rating.nullish(),
  source: sourceSchema.optional(),
  contacts: z
    .looseObject({ type: z.literal('contact.list'), contacts: z.array(contactReference) })
    .optional(),
  teammates: z.looseObject({ type: label, teammates: z.array(reference).optional() }).nullish(),
  custom_attributes: z.record(z.string(), z.union([z.string(), z.int(), customObjects])).optional(),
  first_contact_reply: z
    .looseObject({ created_at: seconds.optional(), type: label, url: z.string().nullish() })
    .nullish(),
  sla_applied: z
    .looseObject({
      type: label,
      sla_name: label,
      sla_status: z.enum(['hit', 'missed', 'cancelled', 'active']).optional(),
    })
    .nullish(),
  statistics: statistics.nullish(),
  conversation_parts: parts.optional(),
  linked_objects: linkedObjects.optional(),
  ai_agent_participated: z.boolean().optional(),
  ai_agent: aiAgent.nullish(),
  sales_agent_participated: z.boolean().optional(),
  sales_agent: salesAgent.nullish(),
  channel: channel.nullish(),
  external_references: z
    .array(z.looseObject({ type: label, id: label }))
    .max(MOST_EXTERNAL_REFERENCES)
    .optional(),
  monitor_evaluations: z.array(monitorEvaluation).optional(),
  scorecards: z.array(scorecard).optional(),
})
