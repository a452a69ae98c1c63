import { describe, expect, test } from 'vitest'
import { readRawJob } from '../../src/queue/raw-job.ts'
import { BROKEN, UNSTORABLE } from './raw-broken-fields.ts'

const origin = { queue: 'redactions', id: '7', timestamp: 1_700_000_000_000 }
const good = { type: 'conversation_part', conversation_id: 1, conversation_part_id: '2' }

test('a raw job names its workspace, its job, its request and its reason', () => {
  const data = { ...good, workspace_id: 'acme', request_id: 'A:1.b_c-d', reason: 'gdpr.art-17' }
  expect(readRawJob(data, origin)).toEqual({
    ...{ id: 'A:1.b_c-d', workspace: 'acme' },
    asked: {
      ok: true,
      reason: 'gdpr.art-17',
      request: { type: 'conversation_part', conversationId: '1', conversationPartId: '2' },
    },
  })
})

test('what may be left out may also be null', () => {
  const nulls = { workspace_id: null, request_id: null, reason: null, source_id: null }
  expect(readRawJob({ ...good, ...nulls }, origin)).toEqual(readRawJob(good, origin))
  expect(readRawJob(good, origin)).toMatchObject({ workspace: 'default', asked: { ok: true } })
})

test('without a name of its own a job is named after queue, BullMQ id and time', () => {
  const { id } = readRawJob(good, origin)
  expect(id).toMatch(/^raw-[0-9a-f]{32}$/)
  expect(readRawJob({ ...good, conversation_id: 9 }, origin).id).toBe(id)
  for (const other of [{ queue: 'erasures' }, { id: '8' }, { timestamp: 1 }]) {
    expect(readRawJob(good, { ...origin, ...other }).id).not.toBe(id)
  }
})

describe('what is broken is told by codes that quote nothing', () => {
  test.for([...BROKEN, ...UNSTORABLE])('%j', ([data, code]) => {
    const { asked } = readRawJob(data, origin)
    const problems = asked.ok ? [] : asked.problems
    expect(problems[0]?.code).toBe(code)
    expect(JSON.stringify(problems)).not.toMatch(/xxx|She asked|with space|gdpr|\\ud800/)
  })
})

test.for(['', 'Acme', 'a b', 'x'.repeat(33), 7, {}, ['default']])(
  'no workspace is named %j',
  (workspace_id) => {
    expect(readRawJob({ ...good, workspace_id }, origin).workspace).toBeUndefined()
  },
)
