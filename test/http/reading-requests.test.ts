import { randomInt, randomUUID } from 'node:crypto'
import { describe, expect } from 'vitest'
import { jobSchema } from '../contract/job-schema.ts'
import { test, openApi, type TestApi } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

describe('ids', () => {
  test('may come as integers', async ({ api, database }) => {
    const { id, partId } = await storeConversation(database)
    const [conversation_id, conversation_part_id] = [Number(id), Number(partId)]
    const body = { type: 'conversation_part', conversation_id, conversation_part_id }
    const reply = await api.redact(body)
    expect(reply.status).toBe(200)
    expect(reply.body.conversation_parts.conversation_parts[0].body).toBe(PLACEHOLDER)
  })

  test('of 20 digits mean the message with those digits, as integers, too', async ({
    api,
    database,
  }) => {
    const digits = () => `1844674407${randomInt(1e9, 1e10)}`
    const [id, partId] = [digits(), digits()]
    const near = `${partId.slice(0, -1)}${partId.endsWith('1') ? '2' : '1'}`
    await storeConversation(database, { ids: { id, partId, emptyPartId: near } })
    const raw = (part: string) =>
      `{"type":"conversation_part","conversation_id":${id},"conversation_part_id":${part}}`

    expect((await api.redact(raw(near))).body.errors[0].code).toBe(
      'conversation_part_not_redactable',
    )
    const reply = await api.redact(raw(partId))
    expect(reply.body.conversation_parts.conversation_parts[0]).toMatchObject({
      id: partId,
      body: PLACEHOLDER,
    })
  })

  test('of 64 characters are found', async ({ api, database }) => {
    const id = randomUUID().repeat(2).slice(0, 64)
    const { redactSource } = await storeConversation(database, { ids: { id } })
    const reply = await api.redact(redactSource)
    expect(reply.body.source.body).toBe(PLACEHOLDER)
  })
})

describe('the media type', () => {
  test.for<[string, Record<string, string>]>([
    ['none', {}],
    ['a form, as curl -d sends', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['JSON with a charset', { 'content-type': 'application/json; charset=utf-8' }],
    ['a problem', { 'content-type': 'application/problem+json' }],
    ['no media type', { 'content-type': 'nonsense' }],
  ])('%s: the body is read as JSON', async ([, headers], { api, database }) => {
    const { redactSource } = await storeConversation(database)
    const reply = await api.redact(JSON.stringify(redactSource), { headers })
    expect(reply.status).toBe(200)
  })
})

describe('Intercom-Version', () => {
  test.for(['1.0', '2.7', '2.14', '2.16', '2.17', 'Preview', 'Unstable'])(
    '%s is known and echoed',
    async (version, { api, database }) => {
      const { redactSource } = await storeConversation(database)
      const reply = await api.redact(redactSource, { headers: { 'intercom-version': version } })
      expect(reply.status).toBe(200)
      expect(reply.headers.get('intercom-version')).toBe(version)
    },
  )

  test.for(['3.0', '2.99', '2', 'preview', 'latest', '2.16, 2.16', ''])(
    '%j never existed',
    async (version, { api, database }) => {
      const { id, secret, redactPart } = await storeConversation(database)
      const reply = await api.redact(redactPart, { headers: { 'intercom-version': version } })
      expect(reply.status).toBe(400)
      expect(reply.body.errors).toEqual([
        {
          code: 'intercom_version_invalid',
          message: 'Requested resource is not available in current API version.',
        },
      ])
      expect(reply.headers.get('intercom-version')).toBeNull()
      expect((await api.call('GET', `/conversations/${id}`)).text).toContain(secret)
    },
  )

  test('need not be given, and is not made up', async ({ api }) => {
    const reply = await api.call('GET', '/healthz')
    expect(reply.headers.get('intercom-version')).toBeNull()
  })
})

describe('X-Request-Id', () => {
  const idOf = async (api: TestApi, given?: string) => {
    const headers = given === undefined ? {} : { 'x-request-id': given }
    const reply = await api.redact({}, { headers })
    expect(reply.body.request_id).toBe(reply.headers.get('x-request-id'))
    return reply.headers.get('x-request-id') ?? ''
  }

  test.for(['a', 'A-b_c.9', 'x'.repeat(64)])('%s is kept', async (id, { api }) => {
    expect(await idOf(api, id)).toBe(id)
  })

  test.for(['', ' ', 'x'.repeat(65), 'a b', 'ä', '{"a":1}', 'a, b'])(
    '%j is replaced',
    async (id, { api }) => {
      expect(await idOf(api, id)).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test('is made up, anew for every request', async ({ api }) => {
    expect(await idOf(api)).not.toBe(await idOf(api))
  })
})

describe('Prefer: respond-async', () => {
  const PREFER = { headers: { prefer: 'respond-async' } }

  test('is answered with the job, to be polled to its end', async ({ api, database }) => {
    const { redactPart, id, secret } = await storeConversation(database)
    const accepted = await api.redact(redactPart, PREFER)
    expect(accepted.status).toBe(202)
    expect(accepted.headers.get('preference-applied')).toBe('respond-async')
    expect(accepted.headers.get('location')).toBe(`/jobs/status/${accepted.body.id}`)
    expect(accepted.body.url).toBe(`${api.address}/jobs/status/${accepted.body.id}`)
    expect(jobSchema.parse(accepted.body).resource_id).toBe(id)

    const location = accepted.headers.get('location') ?? ''
    await expect
      .poll(() => api.call('GET', location))
      .toMatchObject({ body: { status: 'success', state: 'succeeded' } })
    const status = await api.call('GET', location)
    expect(jobSchema.parse(status.body).progress).toMatchObject({ processed: 1, redacted: 1 })
    expect(status.headers.get('retry-after')).toBeNull()
    expect(status.body.result.conversation_parts.conversation_parts[0].body).not.toContain(secret)
  })

  test.for([
    'respond-async, wait=10',
    'wait=1, Respond-Async;x="y"',
    'return=minimal,respond-async',
  ])('may stand among others: %s', async (prefer, { api, database }) => {
    const { redactPart } = await storeConversation(database)
    expect((await api.redact(redactPart, { headers: { prefer } })).status).toBe(202)
  })

  test.for(['return=minimal', 'respond-asynchronously', 'x="respond-async"'])(
    'is not meant by %s',
    async (prefer, { api, database }) => {
      const { redactPart } = await storeConversation(database)
      expect((await api.redact(redactPart, { headers: { prefer } })).status).toBe(200)
    },
  )

  test('does not spare a malformed request its refusal', async ({ api }) => {
    expect((await api.redact({}, PREFER)).status).toBe(400)
  })
})

test('an answer bears the place of its job, a refusal by the rules, too', async ({
  api,
  database,
}) => {
  const { redactPart, emptyPartId } = await storeConversation(database)
  const done = await api.redact(redactPart)
  const refused = await api.redact({ ...redactPart, conversation_part_id: emptyPartId })
  const [success, failure] = await Promise.all(
    [done, refused].map((reply) => api.call('GET', reply.headers.get('location') ?? '')),
  )
  expect(jobSchema.parse(success?.body)).toMatchObject({ status: 'success', result: done.body })
  expect(jobSchema.parse(failure?.body)).toMatchObject({
    status: 'failed',
    result: { type: 'error.list', errors: refused.body.errors },
  })
})

test('the place of a job lies below the public URL, where one is set', async ({
  database,
  api,
}) => {
  const publicUrl = 'https://example.com/unsaid'
  const { redactPart } = await storeConversation(database)
  const proxied = await openApi(database, { publicUrl })
  const reply = await proxied.redact(redactPart, { headers: { prefer: 'respond-async' } })
  expect(reply.headers.get('location')).toBe(reply.body.url)
  expect(reply.body.url).toBe(`${publicUrl}/jobs/status/${reply.body.id}`)
  expect(reply.body.resource_url).toMatch(/^https:\/\/example\.com\/unsaid\/conversations\/\d+$/)
  await proxied.close()
  expect((await api.call('GET', `/jobs/status/${reply.body.id}`)).status).toBe(200)
})
