import { describe, expect } from 'vitest'
import { errorListSchema } from '../contract/error-schema.ts'
import { test, type Reply } from './api-test.ts'
import { freshId, storeConversation } from './store-conversation.ts'

const PART = { type: 'conversation_part', conversation_id: '1', conversation_part_id: '2' }
const SOURCE = { type: 'source', conversation_id: '1', source_id: '2' }
const NOT_FOUND = 'conversation_part_or_message_not_found'

function expectErrors(reply: Reply, status: number, ...codes: string[]): void {
  expect(reply.body.errors?.map((one: { code: string }) => one.code)).toEqual(codes)
  expect(reply.status).toBe(status)
  expect(errorListSchema.parse(reply.body).request_id).toBe(reply.headers.get('x-request-id'))
  expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(reply.headers.get('cache-control')).toBe('no-store')
}

describe('a parameter that is missing, null or empty is named', () => {
  const { conversation_id: _c, ...noConversation } = PART
  const { conversation_part_id: _p, ...noPart } = PART
  const { source_id: _s, ...noSource } = SOURCE

  test.for<[string, unknown, string[]]>([
    ['nothing', {}, ['type', 'conversation_id']],
    ['no type', { ...PART, type: undefined }, ['type']],
    ['type null', { ...PART, type: null }, ['type']],
    ['type empty', { ...PART, type: '' }, ['type']],
    ['no conversation_id', noConversation, ['conversation_id']],
    ['conversation_id null', { ...PART, conversation_id: null }, ['conversation_id']],
    ['conversation_id empty', { ...PART, conversation_id: '' }, ['conversation_id']],
    ['no conversation_part_id', noPart, ['conversation_part_id']],
    ['part null', { ...PART, conversation_part_id: null }, ['conversation_part_id']],
    ['part empty', { ...PART, conversation_part_id: '' }, ['conversation_part_id']],
    ['no source_id', noSource, ['source_id']],
    ['source_id null', { ...SOURCE, source_id: null }, ['source_id']],
    ['source_id empty', { ...SOURCE, source_id: '' }, ['source_id']],
    ['only a type', { type: 'source' }, ['conversation_id', 'source_id']],
    ["the other type's id", { ...PART, type: 'source' }, ['source_id']],
  ])('%s', async ([, body, fields], { api }) => {
    const reply = await api.redact(body)
    expectErrors(reply, 400, ...fields.map(() => 'parameter_not_found'))
    const errors = reply.body.errors as { field: string; message: string }[]
    expect(errors.map((one) => one.field)).toEqual(fields)
    expect(errors.map((one) => one.message)).toEqual(
      fields.map((field) => `${field} is a required parameter`),
    )
  })
})

test.for(['message', 'Source', 'conversation_part ', 7, true, {}, ['source']])(
  'type %j is neither of the two',
  async (type, { api }) => {
    const reply = await api.redact({ ...PART, type })
    expectErrors(reply, 400, 'type_mismatch')
    expect(reply.body.errors[0]).toMatchObject({
      field: 'type',
      message: "The type attribute provided should be either 'conversation_part' or 'source'",
    })
  },
)

describe.for(['conversation_id', 'conversation_part_id', 'source_id'])('%s', (field) => {
  const body = field === 'source_id' ? SOURCE : PART

  test.for([{}, { id: '1' }, [], ['1'], true, false, 1.5, 1e300])(
    '%j is neither string nor integer',
    async (id, { api }) => {
      const reply = await api.redact({ ...body, [field]: id })
      expectErrors(reply, 400, 'parameter_invalid')
      expect(reply.body.errors[0].field).toBe(field)
    },
  )

  test.for<[string, string]>([
    ['blank', ' '],
    ['of blanks', '   '],
    ['of 65 characters', '1'.repeat(65)],
    ['with NUL', '1\u0000'],
    ['with a lone surrogate', '\ud800'],
    ['with an emoji', '😀'],
    ['with a line break', '1\n2'],
    ['unknown', freshId()],
    ['not numeric', 'really_123_doesnt_exist'],
  ])('an id that is %s is not found', async ([, id], { api }) => {
    expectErrors(await api.redact({ ...body, [field]: id }), 404, NOT_FOUND)
  })
})

describe('a body that is no JSON object', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`

  test.for<[string, string]>([
    ['text', 'conversation_id=1'],
    ['cut off', '{"type":"source"'],
    ['empty', ''],
    ['an array', '[]'],
    ['an array of requests', JSON.stringify([PART])],
    ['a string', '"source"'],
    ['null', 'null'],
    ['nested 9 levels deep', nested(9)],
    ['nested as deep as fits', '['.repeat(30_000) + ']'.repeat(30_000)],
  ])('%s', async ([, body], { api }) => {
    expectErrors(await api.redact(body), 400, 'parameter_invalid')
  })

  test('none at all', async ({ api }) => {
    expectErrors(await api.call('POST', '/conversations/redact'), 400, 'parameter_invalid')
  })

  test('8 levels are still read', async ({ api }) => {
    expectErrors(await api.redact(nested(8)), 400, 'parameter_not_found', 'parameter_not_found')
  })

  test('brackets in a string are no levels', async ({ api }) => {
    const body = { ...PART, reason: '[[[[[[[[[[[["' }
    expectErrors(await api.redact(body), 404, NOT_FOUND)
  })
})

test('a body of 64 KiB is read, one byte more is too large', async ({ api }) => {
  const request = JSON.stringify(PART)
  const full = request + ' '.repeat(64 * 1024 - request.length)
  expectErrors(await api.redact(full), 404, NOT_FOUND)
  expectErrors(await api.redact(`${full} `), 413, 'payload_too_large')
})

describe('what exists but may not or cannot be redacted', () => {
  test('a part without a body', async ({ api, database }) => {
    const { redactPart, emptyPartId } = await storeConversation(database)
    const reply = await api.redact({ ...redactPart, conversation_part_id: emptyPartId })
    expectErrors(reply, 400, 'conversation_part_not_redactable')
    expect(reply.body.errors[0].message).toBe("Part can't be redacted")
  })

  test('the source of an admin', async ({ api, database }) => {
    const { redactSource } = await storeConversation(database, { author: 'admin' })
    expectErrors(await api.redact(redactSource), 400, 'conversation_part_not_redactable')
  })

  test('a part of another conversation', async ({ api, database }) => {
    const [one, other] = [await storeConversation(database), await storeConversation(database)]
    const request = { ...one.redactPart, conversation_part_id: other.partId }
    expectErrors(await api.redact(request), 404, NOT_FOUND)
    const untouched = await api.call('GET', `/conversations/${other.id}`)
    expect(untouched.text).toContain(other.secret)
  })

  test('the id of the source given as that of a part', async ({ api, database }) => {
    const { redactPart, sourceId } = await storeConversation(database)
    const request = { ...redactPart, conversation_part_id: sourceId }
    expectErrors(await api.redact(request), 404, NOT_FOUND)
  })
})

describe('no such route', () => {
  test.for<[string, string]>([
    ['GET', '/'],
    ['GET', '/nope'],
    ['POST', '/nope'],
    ['PUT', '/conversations/redact'],
    ['PATCH', '/conversations/redact'],
    ['DELETE', '/conversations/redact'],
    ['POST', '/conversations/1'],
    ['DELETE', '/conversations/1'],
    ['POST', '/jobs/status/1'],
    ['POST', '/healthz'],
    ['OPTIONS', '/conversations/redact'],
    ['DELETE', '/redaction_jobs/1'],
    ['PUT', '/redaction_jobs/1/run'],
    ['GET', '/redaction_jobs/1/run'],
    ['POST', '/redaction_jobs/1'],
    ['GET', '/conversations/1/'],
    ['GET', '/jobs'],
    ['GET', `/nope?${'x'.repeat(2_000)}`],
  ])('%s %s', async ([method, path], { api }) => {
    expectErrors(await api.call(method, path), 404, 'not_found')
    expectErrors(await api.call(method, path, { token: undefined }), 404, 'not_found')
  })

  test.for(['POST', 'PUT', 'DELETE'])(
    'is the answer to %s whatever its body',
    async (method, { api }) => {
      expectErrors(await api.call(method, '/nope', { body: 'not JSON' }), 404, 'not_found')
      expectErrors(await api.call(method, '/nope', { body: ' '.repeat(2 ** 21) }), 404, 'not_found')
    },
  )
})

describe('an id in the URL', () => {
  const paths: [string, string][] = [
    ['/conversations/', 'conversation_not_found'],
    ['/jobs/status/', 'job_not_found'],
    ['/redaction_jobs/', 'job_not_found'],
  ]

  describe.for(paths)('of %s', ([path, code]) => {
    test.for(['1', '%20', '%00', '%F0%9F%98%80', '%ED%A0%80x', '..%2f..%2f', 'x'.repeat(900)])(
      '%s is not found',
      async (id, { api }) => {
        const reply = await api.call('GET', `${path}${id}`)
        // Bytes that are not UTF-8 can't be decoded; the others name nothing.
        if (id.startsWith('%ED')) expectErrors(reply, 400, 'parameter_invalid')
        else expectErrors(reply, 404, code)
      },
    )

    test.for(['%', '%zz', 'a%2', '%ff'])('%s is malformed', async (id, { api }) => {
      expectErrors(await api.call('GET', `${path}${id}`), 400, 'parameter_invalid')
    })

    test('of thousands of characters is not found', async ({ api }) => {
      const reply = await api.call('GET', `${path}${'x'.repeat(5_000)}`)
      expectErrors(reply, 404, code)
    })
  })
})
