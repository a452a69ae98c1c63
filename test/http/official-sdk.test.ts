import { Intercom, IntercomClient, IntercomError } from 'intercom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newToken } from '../../src/access/access-token.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { startRedis } from '../redis-server.ts'
import { freshId, storeConversation } from './store-conversation.ts'
import { startUnsaid, type UnsaidProcess } from './unsaid-process.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

const part = (conversation_id: string, conversation_part_id: string) =>
  ({ type: 'conversation_part', conversation_id, conversation_part_id }) as const

const source = (conversation_id: string, source_id: string) =>
  ({ type: 'source', conversation_id, source_id }) as const

async function errorOf(work: PromiseLike<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describeBackends("Intercom's own SDK", (backend) => {
  const token = newToken()
  let database: TestDatabase
  let unsaid: UnsaidProcess
  let client: IntercomClient
  const close: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    const made = await createTestDatabase()
    database = made.database
    close.unshift(made.close)
    const env: Record<string, string> = { UNSAID_BOOTSTRAP_TOKEN: token }
    if (backend === 'redis') {
      // A process's prefix is fixed: on the Redis of this run others would take its jobs.
      const redis = await startRedis()
      env.REDIS_URL = redis!.url
      close.unshift(() => redis!.stop())
    }
    unsaid = await startUnsaid({ ...env, DATABASE_URL: database.url })
    close.unshift(() => unsaid.stop())
    client = new IntercomClient({ token, environment: unsaid.address })
  })

  afterAll(async () => {
    for (const step of close) await step()
  })

  test('takes back a part, and again', async () => {
    const { id, partId, emptyPartId, sourceId } = await storeConversation(database)
    const first = await client.conversations.redactConversationPart(part(id, partId))
    const [redacted, empty] = first.conversation_parts?.conversation_parts ?? []
    expect(redacted).toMatchObject({ id: partId, body: PLACEHOLDER, redacted: true })
    expect(empty).toMatchObject({ id: emptyPartId, body: null, redacted: false })
    expect(first.source).toMatchObject({ id: sourceId })
    expect(first.source.redacted).toBeUndefined()

    const again = await client.conversations.redactConversationPart(part(id, partId))
    expect(again).toEqual(first)
  })

  test('takes back a source', async () => {
    const { id, sourceId, secret } = await storeConversation(database)
    const conversation = await client.conversations.redactConversationPart(source(id, sourceId))
    expect(conversation.source).toMatchObject({ body: PLACEHOLDER, subject: '', redacted: true })
    expect(conversation.title).toBeNull()
    expect(JSON.stringify(conversation.source)).not.toContain(secret)
  })

  test('is told what cannot be redacted', async () => {
    const { id, emptyPartId } = await storeConversation(database)
    const refused = client.conversations.redactConversationPart(part(id, emptyPartId))
    const error = await errorOf(refused)
    expect(error).toBeInstanceOf(IntercomError)
    expect(error).toMatchObject({
      statusCode: 400,
      body: { type: 'error.list', errors: [{ code: 'conversation_part_not_redactable' }] },
    })
  })

  test('is told what does not exist', async () => {
    const unknown = client.conversations.redactConversationPart(part(freshId(), freshId()))
    const error = await errorOf(unknown)
    expect(error).toBeInstanceOf(Intercom.NotFoundError)
    expect(error).toMatchObject({
      statusCode: 404,
      body: { errors: [{ code: 'conversation_part_or_message_not_found' }] },
    })
    const noJob = await errorOf(client.jobs.status({ job_id: freshId() }))
    expect(noJob).toMatchObject({ statusCode: 404, body: { errors: [{ code: 'job_not_found' }] } })
  })

  test('is told that its token is no good', async () => {
    const { id, partId, secret } = await storeConversation(database)
    const stranger = new IntercomClient({ token: newToken(), environment: unsaid.address })
    const refused = stranger.conversations.redactConversationPart(part(id, partId))
    const error = await errorOf(refused)
    expect(error).toBeInstanceOf(Intercom.UnauthorizedError)
    expect(error).toMatchObject({ body: { errors: [{ code: 'unauthorized' }] } })
    const untouched = await client.conversations.find({ conversation_id: id })
    expect(JSON.stringify(untouched)).toContain(secret)
  })

  test('polls a job', async () => {
    const { id, partId } = await storeConversation(database)
    const { rawResponse, data } = await client.conversations
      .redactConversationPart(part(id, partId))
      .withRawResponse()
    const job_id = rawResponse.headers.get('location')?.split('/').at(-1) ?? ''
    const job = await client.jobs.status({ job_id })
    expect(job).toMatchObject({ type: 'job', id: job_id, status: 'success', resource_id: id })
    expect(job).toMatchObject({ result: data })
  })

  test('polls a job of many', { timeout: 120_000 }, async () => {
    const { id, partId } = await storeConversation(database)
    const items = [part(id, partId), source(freshId(), freshId())]
    const accepted = await fetch(`${unsaid.address}/redaction_jobs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      body: items.map((item) => JSON.stringify(item)).join('\n'),
    })
    const { id: job_id } = (await accepted.json()) as { id: string }
    const status = () => client.jobs.status({ job_id })
    await expect.poll(async () => (await status()).status, { interval: 100 }).toBe('success')
    expect(await status()).toMatchObject({
      ...{ type: 'job', id: job_id, resource_type: 'redaction_job', resource_id: job_id },
      progress: { total: 2, redacted: 1, not_found: 1 },
    })
  })
})
