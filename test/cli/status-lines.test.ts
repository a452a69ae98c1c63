import { expect, test } from 'vitest'
import { statusLines } from '../../src/cli/status-lines.ts'
import { jobStatus } from '../../src/status/job-status.ts'
import type { StoredJob } from '../../src/jobs/stored-job.ts'

const broken: StoredJob = {
  ...{ id: 'raw-1', kind: 'redaction', state: 'failed', outcome: 'failed' },
  ...{ type: null, conversation_id: null, target_id: null, reason: null },
  ...{ requested_by: 'queue', outcome_code: 'parameter_not_found', errors: null },
  ...{ created_at: new Date(0), finished_at: new Date(0) },
}

test('a job whose request was too broken to name a message says so', () => {
  const [head] = statusLines('default', broken, jobStatus(broken, '', null, {}))

  expect(head).toBe('failed: the request names no message (job raw-1)')
})

test('a job of one message names it', () => {
  const target = { type: 'source', conversation_id: 'c1', target_id: 's1' } as const
  const job = { ...broken, ...target, outcome: 'redacted' } as const
  const [head] = statusLines('default', job, jobStatus(job, '', null, {}))

  expect(head).toBe('redacted: source s1 of conversation c1 (job raw-1)')
})
