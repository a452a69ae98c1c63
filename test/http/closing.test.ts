import { sql } from 'kysely'
import { expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { createToken, openApi, openWorker } from './api-test.ts'
import { openRaw } from './raw-connection.ts'
import { storeConversation } from './store-conversation.ts'

async function requestBytes(database: TestDatabase, body: unknown): Promise<string> {
  const token = await createToken(database, ['redact:write', 'conversations:read'])
  const text = JSON.stringify(body)
  return [
    'POST /conversations/redact HTTP/1.1',
    ...['Host: x', `Authorization: Bearer ${token}`, `Content-Length: ${text.length}`],
    ...['Connection: keep-alive', 'Expect: 100-continue', '', text],
  ].join('\r\n')
}

async function untilAccepted({ admin }: TestDatabase, conversation: string): Promise<void> {
  const count = async () => {
    const { rows } = await sql<{ jobs: number }>`
      select count(*)::int as jobs from job where conversation_id = ${conversation}`.execute(admin)
    return rows[0]?.jobs
  }
  await expect.poll(count).toBe(1)
}

test('a request in flight is answered before close resolves, and its connection closed', async ({
  database,
}) => {
  const { redactPart, id } = await storeConversation(database)
  const api = await openApi(database, { lastWait: 60_000 })
  const connection = await openRaw(api.address)
  await connection.send(await requestBytes(database, redactPart))
  await untilAccepted(database, id)

  const closed = api.close().then(() => 'closed')
  const worker = openWorker(database)
  const reply = (await connection.ended()).replace(/^HTTP\/1.1 100 .*\r\n\r\n/, '')
  expect(reply).toMatch(/^HTTP\/1.1 200 /)
  expect(reply).toMatch(/^connection: close\r$/im)
  expect(reply).toContain('This message was deleted')
  expect(await closed).toBe('closed')
  await worker.close()
})

test('who waits for an outcome that does not come is told to come back when it closes', async ({
  database,
}) => {
  const { redactPart, id } = await storeConversation(database)
  const api = await openApi(database, { patience: 600_000, lastWait: 100 })
  const waiting = api.redact(redactPart)
  await untilAccepted(database, id)
  const closed = api.close()
  const reply = await waiting
  expect(reply.status).toBe(503)
  expect(reply.body.errors[0].code).toBe('service_unavailable')
  expect(reply.headers.get('retry-after')).toBe('2')
  const place = reply.headers.get('location') ?? ''
  await closed

  const other = await openApi(database)
  const worker = openWorker(database)
  expect((await other.call('GET', `${place}?wait=30`)).body.status).toBe('success')
  await worker.close()
  await other.close()
})

test('an idle connection does not hold the closing up', async ({ database }) => {
  const api = await openApi(database)
  const connection = await openRaw(api.address)
  await connection.send('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(await connection.until('"ok"')).toMatch(/^connection: keep-alive\r$/im)
  await api.close()
  await connection.ended()
})

test('a request that arrives while it closes is answered as any other', async ({ database }) => {
  const api = await openApi(database)
  const connection = await openRaw(api.address)
  await connection.send('GET /healthz HTTP/1.1\r\nHost: x\r\n')
  // The server has read what came before it answers a request that came after.
  await api.call('GET', '/healthz')
  const closed = api.close()
  await connection.send('\r\n')
  const reply = await connection.ended()
  expect(reply).toMatch(/^HTTP\/1.1 200 /)
  expect(reply).toMatch(/^connection: close\r$/im)
  await closed
})

test('a caller who never finishes his request is cut off in the end', async ({ database }) => {
  const api = await openApi(database, { lastWait: 1 })
  const connection = await openRaw(api.address)
  const bytes = await requestBytes(database, {})
  await connection.send(bytes.slice(0, -1))
  await connection.until('100 Continue')
  await api.close()
  expect(await connection.ended()).not.toContain('error.list')
})

test('nobody can connect once it is closed', async ({ database }) => {
  const api = await openApi(database)
  await api.close()
  await expect(openRaw(api.address)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
