import { expect, test } from 'vitest'
import { jobSchema } from './job-schema.ts'
import { outsideJudge } from './outside-judge.ts'
import { sampleConversation } from './read-samples.ts'

const none = { redacted: 0, already_redacted: 0, not_redactable: 0, not_found: 0 }
const progress = { total: 1, processed: 0, ...none, failed: 0, canceled: 0 }
const queued = {
  type: 'job',
  id: '019b7e5c-0000-7000-8000-000000000001',
  url: '/jobs/status/019b7e5c-0000-7000-8000-000000000001',
  status: 'pending',
  state: 'queued',
  kind: 'redaction',
  resource_type: 'conversation',
  resource_id: '1911149811',
  resource_url: '/conversations/1911149811',
  progress,
  created_at: 1767225600,
  finished_at: null,
  result: null,
}
const done = { ...queued, status: 'success', state: 'succeeded', finished_at: 1767225601 }
const refused = { ...done, status: 'failed', state: 'failed' }
const erasure = { ...queued, kind: 'erasure', resource_id: null, resource_url: null }

const acceptable: [string, unknown][] = [
  ['a job in the queue', queued],
  ['a result that the token may not see', done],
  ['a conversation as the result', { ...done, result: sampleConversation('1911149811') }],
  ['errors', { ...refused, result: { type: 'error.list', errors: [{ code: 'not_found' }] } }],
  ['a plan', { ...erasure, state: 'ready', plan: { conversations: 3 } }],
  ['an erasure with errors', { ...erasure, ...done, state: 'completed_with_errors', kind: 'bulk' }],
]

test.each(acceptable)('accepts %s', (_what, job) => {
  expect(jobSchema.safeParse(job).error).toBeUndefined()
})

test.each<[string, unknown]>([
  ['a status that contradicts the state', { ...queued, status: 'success', finished_at: 1 }],
  ['an end without a time', { ...done, finished_at: null }],
  ['a time without an end', { ...queued, finished_at: 1767225601 }],
  ['a result before the end', { ...queued, result: sampleConversation('1911149811') }],
  ['a single redaction that is planned', { ...queued, state: 'planning' }],
  ['a state that is never shown', { ...queued, kind: 'bulk', state: 'receiving' }],
  ['more processed than there is', { ...queued, progress: { ...progress, processed: 2 } }],
  ['a result of another type', { ...done, result: { type: 'job' } }],
  ['no id', { ...queued, id: undefined }],
])('refuses %s', (_what, job) => {
  expect(jobSchema.safeParse(job).success).toBe(false)
})

const judge = outsideJudge()

test('a schema from outside accepts the same jobs', ({ skip }) => {
  if (!judge) return skip('UNSAID_CONTRACT_SCHEMA names no schema')
  for (const [, job] of acceptable) expect(judge.job(job)).toEqual([])
})
