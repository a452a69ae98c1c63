import { z } from 'zod'
import { count, label, seconds } from './pieces.ts'

const orNull = z.string().nullish()

export const company = z.looseObject({
  type: z.literal('company').optional(),
  id: label,
  name: label,
  company_id: label,
  size: z.int().optional(),
  monthly_spend: z.int().optional(),
  custom_attributes: z.record(z.string(), z.string()).optional(),
})

export const channel = z.looseObject({ initial: orNull, current: orNull })

const contentSource = z.looseObject({
  content_type: z
    .enum(['file', 'article', 'external_content', 'content_snippet', 'workflow_connector_action'])
    .optional(),
  url: label,
  title: label,
  locale: label,
})

export const aiAgent = z.looseObject({
  source_type: z
    .enum(['essentials_plan_setup', 'profile', 'workflow', 'workflow_preview', 'fin_preview'])
    .nullish(),
  source_title: orNull,
  last_answer_type: z.enum(['ai_answer', 'custom_answer']).nullish(),
  resolution_state: z
    .enum([
      'assumed_resolution',
      'confirmed_resolution',
      'escalated',
      'negative_feedback',
      'procedure_handoff',
    ])
    .nullish(),
  rating: z.int().nullish(),
  rating_remark: orNull,
  created_at: seconds.nullish(),
  updated_at: seconds.nullish(),
  content_sources: z
    .looseObject({
      type: z.literal('content_source.list'),
      total_count: count,
      content_sources: z.array(contentSource),
    })
    .optional(),
})

export const salesAgent = z.looseObject({
  outcome: z
    .enum(['qualified', 'disqualified', 'product_discovery', 'escalated_to_support', 'spam'])
    .nullish(),
  routing_outcome: orNull,
  collected_data: z.record(z.string(), z.string()).nullish(),
})

export const monitorEvaluation = z.looseObject({
  monitor_id: z.string(),
  monitor_name: orNull,
  monitor_type: orNull,
  result: z.string(),
  explanation: orNull,
  evaluated_at: seconds.nullish(),
})

const verdict = z.looseObject({
  value: orNull,
  source: orNull,
  reasoning: orNull,
  reason_ids: z.array(z.string()).nullish(),
  other_text: orNull,
})

export const scorecard = z.looseObject({
  scorecard_id: z.string(),
  passed: z.boolean().nullish(),
  score: z.number().nullish(),
  ai_score: z.number().nullish(),
  evaluated_at: seconds.nullish(),
  reviewed_teammate: z.looseObject({ type: z.enum(['ai', 'admin']), admin_id: orNull }).optional(),
  evaluators: z.array(z.looseObject({ evaluator_id: z.string(), result: verdict.nullish() })),
})
