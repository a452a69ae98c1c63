import { Ajv2020 } from 'ajv/dist/2020.js'
import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { openApiDocument } from '../../src/openapi/openapi-document.ts'
import { SCHEMAS } from '../../src/openapi/schemas.ts'
import { createToken, openApi, test } from '../http/api-test.ts'
import {
  linesOf,
  placeOf,
  postLines,
  postList,
  settled,
  storedItems,
  unknownItems,
} from '../http/bulk-lists.ts'
import { freshId, storeConversation } from '../http/store-conversation.ts'
import { complaints } from './complaints.ts'
import { servedRoutes, type ServedRoute } from './served-routes.ts'

const document = openApiDocument('1.2.3')

function documented(): ServedRoute[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      scopes: security.flatMap(({ token = [] }) => token),
    })),
  )
}

const byName = (one: ServedRoute, other: ServedRoute) => one.name.localeCompare(other.name)

test('every route is in the document, and every one in the document is there', async ({
  database,
}) => {
  const routes = await servedRoutes(database)
  const names = (all: ServedRoute[]) => all.map(({ name }) => name).sort()
  expect(names(documented())).toEqual(names(routes))
})

test('the document names the scopes that routes need', async ({ database }) => {
  const routes = await servedRoutes(database)
  expect(documented().sort(byName)).toEqual(routes.sort(byName))
})

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) =>
    name === '$ref' ? [String(one)] : refsIn(one),
  )
}

test('every reference leads somewhere, and every schema is a schema', () => {
  const known = Object.keys(document.components.schemas)
  const refs = refsIn(document)
  expect(refs.length).toBeGreaterThan(10)
  for (const ref of refs) {
    expect(known.map((name) => `#/components/schemas/${name}`)).toContain(ref)
  }
  const ajv = new Ajv2020({ strict: false })
  for (const schema of Object.values(document.components.schemas)) {
    expect(ajv.validateSchema(schema as object)).toBe(true)
  }
})

test('every operation has an id of its own', () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
})

describe('a real reply is as the document says', () => {
  test('of a redaction', async ({ api, database }) => {
    const { redactPart, emptyPartId } = await storeConversation(database)
    const token = await createToken(database, ['jobs:read'])
    const key = { headers: { 'idempotency-key': randomUUID() } }
    const replies = [
      await api.redact(redactPart, key),
      await api.redact({ ...redactPart, more: 1 }, key),
      await api.redact(redactPart, { headers: { prefer: 'respond-async' } }),
      await api.redact({ ...redactPart, conversation_part_id: emptyPartId }),
      await api.redact({ ...redactPart, conversation_part_id: freshId() }),
      await api.redact({}),
      await api.redact({ ...redactPart, type: 'x' }),
      await api.redact('x'),
      await api.redact('x'.repeat(70_000)),
      await api.redact({}, { token: undefined }),
      await api.redact({}, { token }),
      await api.redact({}, { headers: { 'intercom-version': '0.1' } }),
    ]
    expect(replies.map(({ status }) => status)).toEqual([
      ...[200, 422, 202, 400, 404, 400, 400, 400, 413, 401, 403, 400],
    ])
    for (const reply of replies) {
      expect(complaints('/conversations/redact', 'post', reply)).toEqual([])
    }
  })

  test('of a job, pending, done and failed', async ({ api, database }) => {
    const { redactPart, emptyPartId } = await storeConversation(database)
    const slow = await openApi(database, { patience: 1 })
    onTestFinished(() => slow.close())
    const places = [
      await slow.redact(redactPart),
      await api.redact(redactPart),
      await api.redact({ ...redactPart, conversation_part_id: emptyPartId }),
    ].map(({ headers }) => headers.get('location') ?? '')
    const replies = await Promise.all(
      [...places, '/jobs/status/nope', '/jobs/status/%zz', '/jobs/status/x?wait=x'].map((path) =>
        api.call('GET', path),
      ),
    )
    for (const reply of replies) expect(complaints('/jobs/status/{id}', 'get', reply)).toEqual([])
    const described = Object.keys(SCHEMAS.job.properties)
    expect(described).toEqual(expect.arrayContaining(Object.keys(replies[1]!.body)))
  })

  test('of a job of many', async ({ api, database }) => {
    const items = [...(await storedItems(database, 1)), {}, ...unknownItems(1)]
    const key = { headers: { 'idempotency-key': randomUUID() } }
    const created = [
      await postList(api, { items }, key),
      await postList(api, { items: [] }, key),
      await postList(api, { items: unknownItems(2) }, key),
      await postList(api, { items, dry_run: true }),
      await postList(api, {}),
      await postList(api, unknownItems(10_001)),
      await postList(api, { items: unknownItems(10_001) }),
      await postLines(api, linesOf(items)),
      await postLines(api, linesOf(items), '?dry_run=x'),
    ]
    const statuses = created.map(({ status }) => status)
    expect(statuses).toEqual([202, 400, 422, 202, 400, 400, 413, 202, 400])
    for (const reply of created) expect(complaints('/redaction_jobs', 'post', reply)).toEqual([])

    const [done, plan] = [placeOf(created[0]!), placeOf(created[3]!)]
    const read = await settled(api, done)
    expect(Object.keys(SCHEMAS.job.properties)).toEqual(
      expect.arrayContaining(Object.keys((await settled(api, plan)).body)),
    )
    expect(complaints('/redaction_jobs/{id}', 'get', read)).toEqual([])
    for (const query of ['', '?kind=redaction', '?limit=1', '?limit=x']) {
      const reply = await api.call('GET', `/redaction_jobs${query}`)
      expect(complaints('/redaction_jobs', 'get', reply)).toEqual([])
    }
    for (const place of [`${done}/items`, `${plan}/items`, `${done}/items?limit=x`]) {
      const reply = await api.call('GET', place)
      expect(complaints('/redaction_jobs/{id}/items', 'get', reply)).toEqual([])
      const described = Object.keys(SCHEMAS.item.properties)
      for (const item of reply.body.data ?? []) {
        expect(described).toEqual(expect.arrayContaining(Object.keys(item)))
      }
    }
    for (const step of ['run', 'cancel']) {
      const path = `/redaction_jobs/{id}/${step}`
      for (const place of [done, plan, '/redaction_jobs/nope']) {
        const reply = await api.call('POST', `${place}/${step}`)
        expect(complaints(path, 'post', reply)).toEqual([])
        const odd = await api.call('POST', `${place}/${step}`, { body: 'x'.repeat(2_000) })
        expect(complaints(path, 'post', odd)).toEqual([])
      }
    }
    const end = await api.call('GET', `${done}/events`)
    expect([end.status, end.headers.get('content-type')]).toEqual([
      ...[200, 'text/event-stream; charset=utf-8'],
    ])
    expect(document.paths['/redaction_jobs/{id}/events']!.get!.responses['200']).toHaveProperty(
      'content.text/event-stream',
    )
  })

  test('of a conversation', async ({ api, database }) => {
    const { id } = await storeConversation(database)
    for (const one of [id, 'nope', '%zz']) {
      const reply = await api.call('GET', `/conversations/${one}`)
      expect(complaints('/conversations/{id}', 'get', reply)).toEqual([])
    }
  })

  test('of a limit, an outage and a full store', async ({ database }) => {
    const { redactPart } = await storeConversation(database)
    const limited = await openApi(database, { rateLimit: 1, patience: 1 })
    // The first request is still pending then.
    const full = await openApi(database, { maxPending: 1 })
    onTestFinished(async () => void (await Promise.all([limited.close(), full.close()])))
    const replies = [
      await limited.redact({ ...redactPart, conversation_part_id: 'x' }),
      await limited.redact(redactPart),
      await full.redact(redactPart),
    ]
    expect(replies.slice(1).map(({ status }) => status)).toEqual([429, 429])
    for (const reply of replies) {
      expect(complaints('/conversations/redact', 'post', reply)).toEqual([])
    }
  })

  test.for(['/healthz', '/readyz', '/metrics', '/openapi.json', '/docs'])(
    'of %s',
    async (path, { api }) => {
      const replies = [
        await api.call('GET', path),
        await api.call('GET', path, { headers: { 'intercom-version': '0.1' } }),
      ]
      expect(replies.map(({ status }) => status)).toEqual([200, 400])
      for (const reply of replies) expect(complaints(path, 'get', reply)).toEqual([])
    },
  )
})

test('a reply with a code that its route does not list is found out', () => {
  const errors = [{ code: 'idempotency_key_reused', message: '' }]
  const body = { type: 'error.list', errors }
  const reply = { status: 404, body, headers: new Headers(), text: '' }
  expect(complaints('/conversations/{id}', 'get', reply)).not.toEqual([])
})

test('the page for people names every route, and runs and loads nothing', async ({ api }) => {
  const { text, headers } = await api.call('GET', '/docs')
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  for (const { name } of documented()) expect(text).toContain(`<h2>${name}</h2>`)
  expect(text).not.toMatch(/<script|src=|https?:/)
})
