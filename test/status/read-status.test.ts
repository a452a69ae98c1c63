import { randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/database/connection.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import type { Outcome } from '../../src/jobs/outcome.ts'
import type { RedactionRequest } from '../../src/request/redaction-request.ts'
import { readStatus } from '../../src/status/read-status.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { jobSchema } from '../contract/job-schema.ts'
import { test } from '../database-test.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { endJob } from '../jobs/end-job.ts'

const READER = { baseUrl: 'https://example.com', mayReadText: true }

function unknownPart(): RedactionRequest {
  return {
    type: 'conversation_part',
    conversationId: randomUUID(),
    conversationPartId: randomUUID(),
  }
}

async function accept(db: Db, request = unknownPart()): Promise<string> {
  const [job] = await acceptRedactions(db, 'default', [{ request, requestedBy: 'library' }])
  return job!
}

test('a job that waits is pending, and has no result', async ({ database: { db } }) => {
  const request = unknownPart()
  const job = await accept(db, request)
  const status = jobSchema.parse(await readStatus(db, 'default', job, READER))
  expect(status).toMatchObject({
    ...{ id: job, url: `https://example.com/jobs/status/${job}`, kind: 'redaction' },
    ...{ status: 'pending', state: 'queued', finished_at: null, result: null },
    resource_id: request.conversationId,
    resource_url: `https://example.com/conversations/${request.conversationId}`,
    progress: { total: 1, processed: 0 },
  })
})

describe('a job that ended otherwise than well tells why', () => {
  test.for<[Outcome, string]>([
    [{ kind: 'not_found', code: null }, 'conversation_part_or_message_not_found'],
    [{ kind: 'not_redactable', code: 'part_has_no_body' }, 'conversation_part_not_redactable'],
    [{ kind: 'failed', code: 'server_error' }, 'server_error'],
    [{ kind: 'failed', code: 'service_unavailable' }, 'service_unavailable'],
    [{ kind: 'failed', code: 'nothing_we_know' }, 'server_error'],
    [{ kind: 'failed', code: null }, 'server_error'],
    [{ kind: 'canceled', code: null }, 'conflict'],
  ])('%j', async ([outcome, code], { database: { db } }) => {
    const job = await accept(db)
    await endJob(db, job, outcome)
    for (const mayReadText of [true, false]) {
      const options = { ...READER, mayReadText }
      const status = jobSchema.parse(await readStatus(db, 'default', job, options))
      expect(status).toMatchObject({
        status: 'failed',
        progress: { processed: 1, [outcome.kind]: 1 },
        result: { type: 'error.list', request_id: job, errors: [{ code }] },
      })
    }
  })
})

test('an old job shows the conversation as it is now: what was taken back since is gone', async ({
  database,
}) => {
  const { db } = database
  const stored = await storeConversation(database)
  const conversationId = stored.id
  const first = await accept(db, {
    ...{ type: 'conversation_part', conversationId, conversationPartId: stored.partId },
  })
  await redactGroup(db, 'default', [first])
  const before = await readStatus(db, 'default', first, READER)
  expect(JSON.stringify(before)).toContain(stored.secret)

  const second = await accept(db, { type: 'source', conversationId, sourceId: stored.sourceId })
  await redactGroup(db, 'default', [second])
  const after = jobSchema.parse(await readStatus(db, 'default', first, READER))
  expect(after).toMatchObject({ status: 'success', result: { id: conversationId, title: null } })
  expect(JSON.stringify(after)).not.toContain(stored.secret)
})

test('who may not read text is told how a job ended, and shown none', async ({ database }) => {
  const { db } = database
  const { id: conversationId, sourceId } = await storeConversation(database)
  const job = await accept(db, { type: 'source', conversationId, sourceId })
  await redactGroup(db, 'default', [job])
  const status = await readStatus(db, 'default', job, { ...READER, mayReadText: false })
  expect(jobSchema.parse(status)).toMatchObject({ status: 'success', result: null })
})

test.for(['', ' ', 'x', '\u0000', '\ud800', '../..', 'x'.repeat(10_000)])(
  'there is no job %j',
  async (id, { database: { db } }) => {
    expect(await readStatus(db, 'default', id, READER)).toBeUndefined()
  },
)

test('a job of another workspace is not there', async ({ database: { db } }) => {
  const other = `w${randomUUID().slice(0, 8)}`
  await createWorkspace(db, other)
  const job = await accept(db)
  expect(await readStatus(db, other, job, READER)).toBeUndefined()
  expect(await readStatus(db, 'default', job, READER)).toBeDefined()
})
