import { expect } from 'vitest'
import { errorListSchema } from '../contract/error-schema.ts'
import { createToken, test } from './api-test.ts'
import { openRaw } from './raw-connection.ts'
import { storeConversation } from './store-conversation.ts'

const INVALID = [400, 'parameter_invalid'] as const

test.for<[string, string, number, string]>([
  ['garbage', 'this is not HTTP\r\n\r\n', 400, 'parameter_invalid'],
  ['bytes of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001', 400, 'parameter_invalid'],
  ['a broken header', 'GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n', 400, 'parameter_invalid'],
  [
    'two lengths',
    'POST /conversations/redact HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    ...([400, 'parameter_invalid'] as const),
  ],
  ['HTTP/1.1 without a host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', ...INVALID],
  [
    'the same to a route that is not there',
    'GET /x HTTP/1.1\r\nConnection: close\r\n\r\n',
    404,
    'not_found',
  ],
  [
    'the same with a body',
    'POST /conversations/redact HTTP/1.1\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    ...INVALID,
  ],
  [
    'a header of 20 KB',
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    ...([413, 'payload_too_large'] as const),
  ],
])('%s is answered with an error.list', async ([, bytes, status, code], { api }) => {
  const connection = await openRaw(api.address)
  await connection.send(bytes)
  const [head = '', body = ''] = (await connection.ended()).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head).toMatch(/^content-type: application\/json; charset=utf-8$/m)
  const parsed = errorListSchema.parse(JSON.parse(body))
  expect(parsed.errors.map((one) => one.code)).toEqual([code])
  expect(head).toContain(`x-request-id: ${parsed.request_id}`)
  expect((await api.call('GET', '/healthz')).status).toBe(200)
})

test.for([
  'GET /healthz HTTP/1.0\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: any.example:80\r\nConnection: close\r\n\r\n',
  'GET http://any.example/healthz HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n',
])('%j is answered', async (bytes, { api }) => {
  const connection = await openRaw(api.address)
  await connection.send(bytes)
  expect(await connection.ended()).toMatch(/^HTTP\/1.1 200 /)
})

test('a method that nobody knows has no route', async ({ api }) => {
  const connection = await openRaw(api.address)
  await connection.send('PURGE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  expect(await connection.ended()).toMatch(/^HTTP\/1.1 404 [^]*"code":"not_found"/)
})

test('a caller who goes away in the midst of his request does no harm', async ({ api }) => {
  const connection = await openRaw(api.address)
  await connection.send('POST /conversations/redact HTTP/1.1\r\nHost: x\r\nContent-Le')
  expect((await api.call('GET', '/healthz')).status).toBe(200)
})

test('URLs in a reply are whole, even if the request names no host', async ({ api, database }) => {
  const { redactPart } = await storeConversation(database)
  const { headers } = await api.redact(redactPart)
  const path = headers.get('location') ?? ''
  const token = await createToken(database, ['jobs:read'])
  const connection = await openRaw(api.address)
  await connection.send(`GET ${path} HTTP/1.0\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  expect(await connection.ended()).toContain(`"url":"${api.address}${path}"`)
})
