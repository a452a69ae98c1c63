import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { test as databaseTest } from '../database-test.ts'
import { createToken, openApi, openWorker, test, type TestApi } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

const ASYNC = { headers: { prefer: 'respond-async' } }

async function acceptedAt(api: TestApi, body: unknown): Promise<string> {
  const { headers } = await api.redact(body, ASYNC)
  return headers.get('location') ?? ''
}

describe('?wait=', () => {
  databaseTest(
    'ends when the job does, in whichever process that is asked',
    async ({ database }) => {
      const [one, other] = [await openApi(database), await openApi(database)]
      onTestFinished(async () => void (await Promise.all([one.close(), other.close()])))
      const { redactPart, secret } = await storeConversation(database)
      const place = await acceptedAt(one, redactPart)
      const polls = [one, other].map((api) => api.call('GET', `${place}?wait=30`))
      const worker = openWorker(database)
      onTestFinished(() => worker.close())
      for (const reply of await Promise.all(polls)) {
        expect(reply.body).toMatchObject({ status: 'success', state: 'succeeded' })
        expect(reply.headers.get('retry-after')).toBeNull()
        expect(reply.body.result.conversation_parts.conversation_parts[0].body).not.toContain(
          secret,
        )
      }
    },
  )

  databaseTest.for(['0', '0.05', '00'])(
    '%s seconds later a job is pending still',
    async (wait, { database }) => {
      const api = await openApi(database)
      onTestFinished(() => api.close())
      const { redactPart } = await storeConversation(database)
      const reply = await api.call('GET', `${await acceptedAt(api, redactPart)}?wait=${wait}`)
      expect(reply.body).toMatchObject({ status: 'pending', result: null, finished_at: null })
      expect(reply.headers.get('retry-after')).toBe('1')
    },
  )

  test.for(['5', '30', '99', '1000000000000'])(
    'of %s seconds is not used up by a job that has ended',
    async (wait, { api, database }) => {
      const { headers } = await api.redact((await storeConversation(database)).redactPart)
      const reply = await api.call('GET', `${headers.get('location')}?wait=${wait}`)
      expect(reply.body.status).toBe('success')
    },
  )

  databaseTest('is at most 30 seconds', { timeout: 90_000 }, async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const place = await acceptedAt(api, (await storeConversation(database)).redactPart)
    expect((await api.call('GET', `${place}?wait=99`)).body.status).toBe('pending')
  })

  test.for(['', 'x', 'ten', '-1', '1e3', '0x1', 'Infinity', 'NaN', '%205', '5s', '5&wait=5'])(
    '%j is malformed',
    async (wait, { api }) => {
      const reply = await api.call('GET', `/jobs/status/${randomUUID()}?wait=${wait}`)
      expect([reply.status, reply.body.errors[0].code]).toEqual([400, 'parameter_invalid'])
    },
  )

  test('for a job that does not exist ends at once', async ({ api }) => {
    const reply = await api.call('GET', `/jobs/status/${randomUUID()}?wait=30`)
    expect(reply.body.errors[0].code).toBe('job_not_found')
  })
})

describe('ETag', () => {
  const tagOf = (reply: { headers: Headers }) => reply.headers.get('etag') ?? ''
  const unless = (tag: string) => ({ headers: { 'if-none-match': tag } })

  test('spares the caller what he has already', async ({ api, database }) => {
    const { headers } = await api.redact((await storeConversation(database)).redactPart)
    const place = headers.get('location') ?? ''
    const first = await api.call('GET', place)
    expect(tagOf(first)).toMatch(/^"[\w-]{27}"$/)
    const lists = [tagOf(first), `W/${tagOf(first)}`, `"x", ${tagOf(first)}`, '*']
    for (const list of lists) {
      const again = await api.call('GET', place, unless(list))
      expect([again.status, again.text, tagOf(again)]).toEqual([304, '', tagOf(first)])
      expect(again.headers.get('x-request-id')).not.toBeNull()
    }
    for (const list of ['"x"', tagOf(first).slice(1, -1), '']) {
      expect((await api.call('GET', place, unless(list))).status).toBe(200)
    }
  })

  databaseTest('changes when the job ends', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const place = await acceptedAt(api, (await storeConversation(database)).redactPart)
    const pending = await api.call('GET', place)
    const still = await api.call('GET', place, unless(tagOf(pending)))
    expect([still.status, still.headers.get('retry-after')]).toEqual([304, '1'])
    const worker = openWorker(database)
    onTestFinished(() => worker.close())
    const ended = await api.call('GET', `${place}?wait=30`, unless(tagOf(pending)))
    expect([ended.status, ended.body.status]).toEqual([200, 'success'])
    expect(tagOf(ended)).not.toBe(tagOf(pending))
  })

  test('changes when another redaction takes something back, for those who may read it', async ({
    api,
    database,
  }) => {
    const { redactPart, redactSource, secret } = await storeConversation(database)
    const { headers } = await api.redact(redactPart)
    const place = headers.get('location') ?? ''
    const blind = await createToken(database, ['jobs:read'])
    const before = await api.call('GET', place)
    const seenBlind = await api.call('GET', place, { token: blind })
    expect(before.text).toContain(secret)
    expect(tagOf(seenBlind)).not.toBe(tagOf(before))

    expect((await api.redact(redactSource)).status).toBe(200)
    const after = await api.call('GET', place, unless(tagOf(before)))
    expect(after.status).toBe(200)
    expect(after.text).not.toContain(secret)
    const blindAgain = await api.call('GET', place, { token: blind, ...unless(tagOf(seenBlind)) })
    expect(blindAgain.status).toBe(304)
  })
})
