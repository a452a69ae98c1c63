import { describe, expect } from 'vitest'
import { PATHS } from '../../src/openapi/paths.ts'
import { errorListSchema } from '../contract/error-schema.ts'
import { test } from './api-test.ts'

const ROUTES = Object.entries(PATHS).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { parameters = [] }]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path: path.replace('{id}', 'none'),
    known: parameters.flatMap((one) => (one.in === 'query' ? one.name : [])),
  })),
)

const errorsIn = (body: unknown) => errorListSchema.parse(body).errors

describe.for(ROUTES)('$name', ({ method, path }) => {
  test('refuses a query parameter that it does not know, by name', async ({ api }) => {
    const reply = await api.call(method, `${path}?after_date=2026-01-01`)
    expect(reply.status).toBe(400)
    expect(errorsIn(reply.body)).toEqual([
      { code: 'parameter_invalid', message: 'after_date is not known here', field: 'after_date' },
    ])
  })
})

describe.for(ROUTES.filter(({ known }) => known.length > 0))('$name', (route) => {
  test('knows those that are documented', async ({ api }) => {
    const { method, path, known } = route
    // Of a list that is a stream they are those in the query; a JSON list has them in its body.
    const headers: Record<string, string> =
      method === 'POST' ? { 'content-type': 'application/x-ndjson' } : {}
    const all = known.map((name) => `${name}=1`).join('&')
    const reply = await api.call(method, `${path}?${all}`, { headers })
    expect(reply.text).not.toContain('is not known here')
  })
})

test('all that are not known are named, but no text that is no name', async ({ api }) => {
  const reply = await api.call('GET', '/redactions?limit=1&since=1&zoe%40example.com=1&until=1')
  expect(errorsIn(reply.body).map(({ message }) => message)).toEqual([
    ...['since is not known here', 'A parameter is not known here', 'until is not known here'],
  ])
  expect(reply.text).not.toContain('zoe')
})

test('HEAD knows what GET knows', async ({ api }) => {
  expect((await api.call('HEAD', '/redactions?limit=1')).status).toBe(200)
  expect((await api.call('HEAD', '/redactions?since=1')).status).toBe(400)
})

test('who may not call the route at all is not told what it knows', async ({ api }) => {
  const reply = await api.call('GET', '/redactions?since=1', { token: 'nobody' })
  expect(reply.status).toBe(401)
})
