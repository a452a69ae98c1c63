import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { MOST_ITEMS_A_BATCH } from '../../src/bulk/add-items.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { acceptAll } from '../workers/job-rows.ts'
import { createToken, openApi, openWorker, type Reply, type TestApi } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

const SCOPES = ['redact:write', 'conversations:read', 'jobs:read', 'erase:write'] as const

/** A token of a workspace that nobody else uses. */
async function neighbour(database: TestDatabase, name: string): Promise<string> {
  await createWorkspace(database.db, name)
  return createToken(database, SCOPES, name)
}

async function openFor(database: TestDatabase, options: Parameters<typeof openApi>[1]) {
  const api = await openApi(database, options)
  onTestFinished(() => api.close())
  return api
}

/** Sends the head of a request, and as much of its body as is given; the rest never comes. */
async function begin(api: TestApi, head: string, body = ''): Promise<Socket> {
  const { hostname, port } = new URL(api.address)
  const socket = connect(Number(port), hostname)
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.write(`${head}\r\nhost: ${hostname}\r\n\r\n${body}`)
  return socket
}

function expectTooMany({ status, headers, body }: Reply, what: string): void {
  expect(status).toBe(429)
  expect(headers.get('retry-after')).toBe('1')
  const [entry] = errorListSchema.parse(body).errors
  expect(entry).toMatchObject({ code: 'rate_limit_exceeded' })
  expect(entry?.message).toContain(what)
}

const SMALL = { type: 'source', conversation_id: 'nobody', source_id: 'nothing' }

test('bodies that never end take no more than their share, and nothing of others', async ({
  database,
}) => {
  const api = await openFor(database, { held: { bodyBytes: 100_000 } })
  const token = await createToken(database, SCOPES)
  const head = `POST /redaction_jobs HTTP/1.1\r\nauthorization: Bearer ${token}\r\ncontent-length: 60000`
  const first = await begin(api, head, '{')
  const asked = () => api.call('POST', '/redaction_jobs', { body: { items: [SMALL], pad: '' } })
  const large = () =>
    api.call('POST', '/redaction_jobs', { body: JSON.stringify({ pad: 'x'.repeat(50_000) }) })
  await expect.poll(async () => (await large()).status).toBe(429)
  expectTooMany(await large(), 'bodies')
  expect((await asked()).status).not.toBe(429)
  const others = { token: await neighbour(database, 'bodies') }
  const body = JSON.stringify({ pad: 'x'.repeat(50_000) })
  expect((await api.call('POST', '/redaction_jobs', { ...others, body })).status).not.toBe(429)

  first.destroy()
  await expect.poll(async () => (await large()).status).not.toBe(429)
})

test('streams of lists and of events count together, until they end', async ({ database }) => {
  const api = await openFor(database, { held: { streams: 2 } })
  const token = await createToken(database, SCOPES)
  const { redactPart: request } = await storeConversation(database)
  const [job] = await acceptAll(database, [
    {
      type: 'conversation_part',
      conversationId: String(request.conversation_id),
      conversationPartId: String(request.conversation_part_id),
    },
  ])
  const events = `GET /redaction_jobs/${job!}/events HTTP/1.1\r\nauthorization: Bearer ${token}`
  const list = `POST /redaction_jobs HTTP/1.1\r\nauthorization: Bearer ${token}
content-type: application/x-ndjson\r\ntransfer-encoding: chunked`.replaceAll(/\r?\n/g, '\r\n')
  const [told] = await Promise.all([begin(api, events), begin(api, list)])
  const another = () => api.call('GET', `/redaction_jobs/${job!}/events`)
  await expect.poll(async () => (await another()).status).toBe(429)
  expectTooMany(await another(), 'streams')
  const others = { token: await neighbour(database, 'streams') }
  expect((await api.call('GET', '/redaction_jobs/none/events', others)).status).toBe(404)

  told.destroy()
  await expect
    .poll(async () => (await api.call('GET', '/redaction_jobs/none/events')).status)
    .toBe(404)
})

/** A list that is begun, and whose rest never comes. */
async function beginList(api: TestApi, token: string, lines: number): Promise<Socket> {
  const line = `${JSON.stringify(SMALL)}\n`
  const body = line.repeat(lines)
  const head = [
    'POST /redaction_jobs HTTP/1.1',
    ...[`authorization: Bearer ${token}`, 'content-type: application/x-ndjson'],
    `content-length: ${String(body.length + 1)}`,
  ]
  return begin(api, head.join('\r\n'), body)
}

async function countJobs({ db }: TestDatabase): Promise<number> {
  const { rows } = await inWorkspace(db, 'default', (trx) => sql`select from job`.execute(trx))
  return rows.length
}

/** How many items each list has that was not accepted yet. */
async function inReceipt({ db }: TestDatabase): Promise<number[]> {
  const { rows } = await inWorkspace(db, 'default', (trx) =>
    sql<{ items: number }>`select items from job_list where accepted_at is null`.execute(trx),
  )
  return rows.map(({ items }) => items)
}

const stream = { headers: { 'content-type': 'application/x-ndjson' } }

test('items of lists that still come in leave room for those of others', async ({ database }) => {
  const most = MOST_ITEMS_A_BATCH + 100
  const api = await openFor(database, { receipt: { items: most } })
  const token = await createToken(database, SCOPES)
  const send = (lines: number, others = {}) =>
    api.call('POST', '/redaction_jobs', { ...stream, body: 'x\n'.repeat(lines), ...others })
  const begun = await beginList(api, token, MOST_ITEMS_A_BATCH)
  await expect.poll(() => inReceipt(database)).toEqual([MOST_ITEMS_A_BATCH])
  expectTooMany(await send(200), 'items')
  expect((await send(100)).status).toBe(202)
  const others = { token: await neighbour(database, 'receipts') }
  expect((await send(200, others)).status).toBe(202)

  begun.destroy()
  await expect.poll(async () => (await send(200)).status).toBe(202)
  const tooLong = await send(most + 1)
  expect(tooLong.status).toBe(413)
  expect(errorListSchema.parse(tooLong.body).errors[0]).toMatchObject({
    code: 'payload_too_large',
    message: 'A list may have 5,100 items: send it in parts',
  })
  expect(await inReceipt(database)).toEqual([])
})

test('bytes of a list count as they are once unpacked', async ({ database }) => {
  const api = await openFor(database, { receipt: { bytes: 1_000 } })
  const body = `${JSON.stringify(SMALL)}\n`
  const send = (sent: string | Buffer, headers = {}) =>
    api.call('POST', '/redaction_jobs', { headers: { ...stream.headers, ...headers }, body: sent })
  expect((await send(body)).status).toBe(202)
  const long = await send(gzipSync(body.repeat(20)), { 'content-encoding': 'gzip' })
  expect(long.status).toBe(413)
  expect(errorListSchema.parse(long.body).errors[0]?.message).toContain('1,000 bytes')
})

test('requests that wait for an outcome leave room for those of others', async ({ database }) => {
  const api = await openFor(database, { held: { waits: 1 }, patience: 60_000 })
  const { redactPart, redactSource } = await storeConversation(database)
  const waiting = api.redact(redactPart)
  // Only then it holds what a second one would have to wait with.
  await expect.poll(() => countJobs(database)).toBe(1)
  expectTooMany(await api.redact(redactSource), 'wait for an outcome')
  const later = await api.redact(redactSource, { headers: { prefer: 'respond-async' } })
  expect(later.status).toBe(202)
  const { id } = later.body as { id: string }
  expectTooMany(await api.call('GET', `/jobs/status/${id}?wait=5`), 'wait for an outcome')
  expect((await api.call('GET', `/jobs/status/${id}`)).status).toBe(200)
  const others = { token: await neighbour(database, 'waits') }
  expect((await api.call('GET', '/jobs/status/none?wait=1', others)).status).toBe(404)

  const worker = openWorker(database)
  onTestFinished(() => worker.close())
  expect((await waiting).status).toBe(200)
  expect((await api.call('GET', `/jobs/status/${id}?wait=5`)).status).toBe(200)
})

test('who guesses tokens is refused unasked, and who was known there before is not', async ({
  database,
}) => {
  const api = await openFor(database, { unknownTokens: 3 })
  const call = (token: string) => api.call('GET', '/redaction_jobs', { token })
  const known = await createToken(database, SCOPES)
  expect((await call(known)).status).toBe(200)
  for (const guess of ['one', 'two', 'three']) expect((await call(guess)).status).toBe(401)
  const { status, headers, body } = await call('four')
  expect(status).toBe(429)
  expect(headers.get('retry-after')).toBe('10')
  expect(errorListSchema.parse(body).errors[0]?.message).toContain('unknown tokens')
  expect((await call(known)).status).toBe(200)
})

test('a workspace whose jobs are all that may wait keeps out itself, and nobody else', async ({
  database,
}) => {
  const api = await openFor(database, { maxPending: 6 })
  const { redactPart, redactSource } = await storeConversation(database)
  const async = { headers: { prefer: 'respond-async' } }
  await expect
    .poll(async () => (await api.redact(redactPart, async)).status, { timeout: 20_000 })
    .toBe(429)
  const others = { ...async, token: await neighbour(database, 'pending') }
  expect((await api.redact(SMALL, others)).status).toBe(202)
  expect((await api.redact(redactSource, async)).status).toBe(429)
})
