import { sql } from 'kysely'
import { describe, expect, onTestFinished } from 'vitest'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { createLogger } from '../../src/logger.ts'
import { parseRedactionRequest } from '../../src/request/parse-redaction-request.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importWithPepper, PEPPER } from '../erasure/pepper.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { openApi, type TestApi } from './api-test.ts'
import { linesOf, postLines, storedOfLists, unknownItems } from './bulk-lists.ts'
import { dribble } from './dribble.ts'
import { beginRequest, jobsOf, LAST_PIECE, LOSSES, losingToken, piece } from './losing-token.ts'
import { storeConversation } from './store-conversation.ts'

const NDJSON = 'application/x-ndjson'
const REFUSED = /^HTTP\/1.1 40[13] [^]*"(unauthorized|forbidden)"/

/** An API without a worker: jobs end when the test says so. */
async function open(database: TestDatabase, options: Parameters<typeof openApi>[1] = {}) {
  const api = await openApi(database, { pepper: PEPPER, ...options })
  onTestFinished(() => api.close())
  return api
}

/** The API has seen that the token is not good any more. */
async function untilRefused(api: TestApi, token: string): Promise<void> {
  const status = async () => (await api.call('GET', '/redactions', { token })).status
  await expect.poll(status, { interval: 50 }).toBeGreaterThan(400)
}

const BODIES = [
  ['a single redaction', '/conversations/redact', unknownItems(1)[0]],
  ['a list', '/redaction_jobs', { items: unknownItems(2) }],
  ['an erasure', '/redaction_jobs', { contact: { id: 'ada' } }],
] as const

describe.for(LOSSES)('a token that is %s', (how) => {
  test.for(BODIES)(
    'while %s comes in has nothing accepted',
    async ([, path, body], { database }) => {
      const api = await open(database)
      await importWithPepper(database.db, 'default', { type: 'user', id: 'ada' })
      const one = await losingToken(database, SCOPES)
      const { token } = one
      const request = await beginRequest(api.address, { token, path })
      const text = JSON.stringify(body)
      await request.send(piece(text.slice(0, 5)))
      await one.lose(how)
      await request.send(piece(text.slice(5)) + LAST_PIECE)
      expect(await request.ended()).toMatch(REFUSED)
      expect(await jobsOf(database, one)).toBe(0)
    },
  )

  test('at the end of its stream has nothing accepted', async ({ database }) => {
    const api = await open(database)
    const before = await storedOfLists(database)
    const one = await losingToken(database, SCOPES)
    const begin = { token: one.token, path: '/redaction_jobs', type: NDJSON }
    const stream = await beginRequest(api.address, begin)
    await stream.send(piece(linesOf(unknownItems(6_000))))
    const items = async () => (await storedOfLists(database)).items
    await expect.poll(items, { interval: 20 }).toBeGreaterThan(before.items)
    await one.lose(how)
    await stream.send(LAST_PIECE)
    expect(await stream.ended()).toMatch(REFUSED)
    await expect.poll(() => storedOfLists(database), { interval: 50 }).toEqual(before)
  })

  test('can not go on with a stream', async ({ database }) => {
    const api = await open(database)
    const one = await losingToken(database, SCOPES)
    const begin = { token: one.token, path: '/redaction_jobs', type: NDJSON }
    const stream = await beginRequest(api.address, begin)
    await one.lose(how)
    expect(await dribble(stream, piece('\n'))).toMatch(REFUSED)
  })

  test.for(['run', 'cancel'])(
    'while its %s comes in changes nothing',
    async (step, { database }) => {
      const api = await open(database)
      const job = await acceptedList(database.db, unknownItems(3), { dryRun: true })
      await runChunk(database.db, 'default', { job, chunk: 1 }, createLogger('silent'))
      const one = await losingToken(database, SCOPES)
      const path = `/redaction_jobs/${job}/${step}`
      const request = await beginRequest(api.address, { token: one.token, path })
      await request.send(piece('{'))
      await one.lose(how)
      await request.send(piece('}') + LAST_PIECE)
      expect(await request.ended()).toMatch(REFUSED)
      expect((await api.call('GET', `/redaction_jobs/${job}`)).body.state).toBe('ready')
    },
  )

  test('is given no text that it waited for', async ({ database }) => {
    const api = await open(database)
    const { redactPart, secret } = await storeConversation(database)
    const parsed = parseRedactionRequest(redactPart)
    if (!parsed.ok) throw new Error('not a request')
    const ask = { request: parsed.request, requestedBy: 'library' }
    const [job = ''] = await acceptRedactions(database.db, 'default', [ask])
    const one = await losingToken(database, ['jobs:read', 'conversations:read', 'ledger:read'])
    const asked = api.call('GET', `/jobs/status/${job}?wait=30`, { token: one.token })
    await one.lose(how)
    await untilRefused(api, one.token)
    await redactGroup(database.db, 'default', [job])
    const reply = await asked
    expect(reply.status).toBe(how === 'of fewer scopes' ? 403 : 401)
    expect(reply.headers.get('etag')).toBeNull()
    expect(reply.text).not.toContain(secret)
  })

  test('is not answered with the conversation, but what was accepted is done', async ({
    database,
  }) => {
    const api = await open(database)
    const { redactPart, secret } = await storeConversation(database)
    const one = await losingToken(database, SCOPES)
    const asked = api.redact(redactPart, { token: one.token })
    await expect.poll(() => jobsOf(database, one), { interval: 20 }).toBe(1)
    await one.lose(how)
    await untilRefused(api, one.token)
    const { rows } = await sql<{ id: string }>`
      select id from job where requested_by = ${`token:${one.id}`}`.execute(database.admin)
    await redactGroup(database.db, 'default', [rows[0]!.id])
    const reply = await asked
    expect(reply.status).toBe(how === 'of fewer scopes' ? 403 : 401)
    expect(reply.text).not.toContain(secret)
    expect((await api.call('GET', `/jobs/status/${rows[0]!.id}`)).body.state).toBe('succeeded')
  })

  test('is told no more of a job that goes on', async ({ database }) => {
    const api = await open(database)
    const job = await acceptedList(database.db, unknownItems(3))
    const one = await losingToken(database, SCOPES)
    const headers = { authorization: `Bearer ${one.token}` }
    const reply = await fetch(`${api.address}/redaction_jobs/${job}/events`, { headers })
    await one.lose(how)
    expect(await reply.text()).not.toContain('event: end')
    expect((await api.call('GET', `/redaction_jobs/${job}`)).body.status).toBe('pending')
  })
})

test('a token that lost only the scope of text is told how the job stands, without it', async ({
  database,
}) => {
  const api = await open(database)
  const { redactPart, secret } = await storeConversation(database)
  const one = await losingToken(database, SCOPES)
  const { headers } = await api.redact(redactPart, {
    token: one.token,
    headers: { prefer: 'respond-async' },
  })
  const place = headers.get('location')!
  const asked = api.call('GET', `${place}?wait=30`, { token: one.token })
  const fewer = sql`update token set scopes = '{jobs:read,ledger:read}' where id = ${one.id}`
  await fewer.execute(database.admin)
  const mayRead = async () =>
    (await api.call('GET', '/conversations/none', { token: one.token })).status
  await expect.poll(mayRead, { interval: 50 }).toBe(403)
  await redactGroup(database.db, 'default', [place.split('/').at(-1)!])
  const reply = await asked
  expect(reply.body).toMatchObject({ status: 'success', result: null })
  expect(reply.text).not.toContain(secret)
})

test('who asks together with a revoked token is accepted', async ({ database }) => {
  const api = await open(database)
  const [gone, good] = [await losingToken(database, SCOPES), await losingToken(database, SCOPES)]
  const ask = ({ token }: { token: string }) =>
    api.redact(unknownItems(1)[0], { token, headers: { prefer: 'respond-async' } })
  expect([(await ask(gone)).status, (await ask(good)).status]).toEqual([202, 202])
  await gone.lose('revoked')
  const replies = await Promise.all([gone, good, gone, good, good].map(ask))
  expect(replies.map(({ status }) => status)).toEqual([401, 202, 401, 202, 202])
  expect([await jobsOf(database, gone), await jobsOf(database, good)]).toEqual([1, 4])
})

test('a stream that is never waited for has no more time than any other', async ({ database }) => {
  const api = await open(database, { streamTotal: 1 })
  const before = await storedOfLists(database)
  const reply = await postLines(api, linesOf(unknownItems(20_000)))
  expect(reply.status).toBe(400)
  expect(reply.text).toContain('did not arrive within 0.001 s')
  await expect.poll(() => storedOfLists(database), { interval: 50 }).toEqual(before)
})

test('a stream that does not end in its time is refused, however it goes on', async ({
  database,
}) => {
  const api = await open(database, { streamTotal: 500 })
  const before = await storedOfLists(database)
  const { token } = await losingToken(database, SCOPES)
  const stream = await beginRequest(api.address, { token, path: '/redaction_jobs', type: NDJSON })
  const line = piece(linesOf(unknownItems(1)))
  expect(await dribble(stream, line)).toMatch(/^HTTP\/1.1 400 [^]*did not arrive within 0.5 s/)
  await expect.poll(() => storedOfLists(database), { interval: 50 }).toEqual(before)
})
