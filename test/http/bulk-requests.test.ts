import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { errorListSchema } from '../contract/error-schema.ts'
import { test as databaseTest } from '../database-test.ts'
import { createToken, openApi, test, type Reply } from './api-test.ts'
import {
  linesOf,
  NDJSON,
  placeOf,
  postLines,
  postList,
  storedOfLists,
  unknownItems,
} from './bulk-lists.ts'
import { openRaw } from './raw-connection.ts'

const ITEMS = unknownItems(2)

function expectError(reply: Reply, status: number, code: string, field?: string): void {
  const [error] = errorListSchema.parse(reply.body).errors
  expect([reply.status, error?.code, error?.field]).toEqual([status, code, field])
  expect(reply.headers.get('location')).toBeNull()
}

describe('a list as JSON', () => {
  test('is accepted as one job', async ({ api }) => {
    const reply = await postList(api, { items: ITEMS, reason: 'gdpr.17', dry_run: false })
    expect(reply.status).toBe(202)
    expect(placeOf(reply)).toBe(`/redaction_jobs/${reply.body.id}`)
    expect(reply.body).toMatchObject({
      ...{ type: 'job', kind: 'bulk', status: 'pending', result: null, finished_at: null },
      ...{ resource_type: 'redaction_job', resource_id: reply.body.id },
      url: `${api.address}/jobs/status/${reply.body.id}`,
      progress: { total: 2 },
    })
    expect(reply.body.plan).toBeUndefined()
  })

  test('with lines in its place is told which type they need', async ({ api }) => {
    const reply = await api.call('POST', '/redaction_jobs', { body: linesOf(ITEMS) })
    expectError(reply, 400, 'parameter_invalid')
    expect(reply.body.errors[0].message).toContain('Content-Type: application/x-ndjson')
  })

  test('is only planned when it says so', async ({ api }) => {
    const reply = await postList(api, { items: ITEMS, dry_run: true })
    expect(reply.body).toMatchObject({ plan: { total: 2 } })
  })

  test.for<[string, unknown, string, string?]>([
    ['items missing', {}, 'parameter_not_found', 'items'],
    ['items null', { items: null }, 'parameter_not_found', 'items'],
    ['items empty text', { items: '' }, 'parameter_not_found', 'items'],
    ['items an object', { items: { 0: ITEMS[0] } }, 'parameter_invalid', 'items'],
    ['items a number', { items: 7 }, 'parameter_invalid', 'items'],
    ['no item', { items: [] }, 'nothing_to_redact'],
    ['dry_run as text', { items: ITEMS, dry_run: 'true' }, 'parameter_invalid', 'dry_run'],
    ['dry_run a number', { items: ITEMS, dry_run: 1 }, 'parameter_invalid', 'dry_run'],
    ['dry_run null', { items: ITEMS, dry_run: null }, 'parameter_invalid', 'dry_run'],
    ['a misspelt option', { items: ITEMS, dryRun: true }, 'parameter_invalid', 'dryRun'],
    ['an unnameable option', { items: ITEMS, 'a b': true }, 'parameter_invalid'],
    ['a reason in words', { items: ITEMS, reason: 'As asked' }, 'parameter_invalid', 'reason'],
    ['an empty reason', { items: ITEMS, reason: '' }, 'parameter_invalid', 'reason'],
    ['a long reason', { items: ITEMS, reason: 'x'.repeat(65) }, 'parameter_invalid', 'reason'],
    ['a reason of another type', { items: ITEMS, reason: 7 }, 'parameter_invalid', 'reason'],
    ['a contact and items', { items: ITEMS, contact: {} }, 'parameter_invalid', 'items'],
    ['an array', ITEMS, 'parameter_invalid'],
    ['null', null, 'parameter_invalid'],
    ['text', 'items', 'parameter_invalid'],
  ])('with %s is refused', async ([, body, code, field], { api }) => {
    expectError(await postList(api, body), 400, code, field)
  })

  test('has its options in the body, not in the query', async ({ api }) => {
    const reply = await api.call('POST', '/redaction_jobs?dry_run=true', { body: { items: ITEMS } })
    expectError(reply, 400, 'parameter_invalid', 'dry_run')
  })

  test('names a few of its problems, and quotes no value', async ({ api }) => {
    const many = Object.fromEntries(
      ITEMS.concat(unknownItems(50)).map((_, nth) => [`x${nth}`, 'secret']),
    )
    const reply = await postList(api, { items: ITEMS, ...many })
    expect(reply.body.errors).toHaveLength(10)
    expect(reply.text).not.toContain('secret')
  })

  test('may have 10,000 items and 5 MiB', async ({ api }) => {
    const items = unknownItems(10_000)
    expect((await postList(api, { items })).body.progress.total).toBe(10_000)
    expectError(
      await postList(api, { items: [...items, ...ITEMS] }),
      ...([413, 'payload_too_large', 'items'] as const),
    )
    const text = JSON.stringify({ items: ITEMS })
    const full = text + ' '.repeat(5 * 1024 * 1024 - text.length)
    expect((await postList(api, full)).status).toBe(202)
    expectError(await postList(api, `${full} `), 413, 'payload_too_large')
  })

  test('is accepted though all its items are broken', async ({ api }) => {
    const reply = await postList(api, { items: [7, null, {}, { type: 'x' }] })
    expect(reply.status).toBe(202)
  })
})

describe('a list as a stream', () => {
  test('is accepted, with its options in the query', async ({ api }) => {
    const reply = await postLines(api, linesOf(ITEMS), '?dry_run=true&reason=gdpr.17')
    expect(reply.status).toBe(202)
    expect(reply.body).toMatchObject({ kind: 'bulk', plan: { total: 2 }, progress: { total: 2 } })
    const plain = await postLines(api, linesOf(ITEMS), '?dry_run=false')
    expect(plain.body.plan).toBeUndefined()
  })

  test.for(['', '\n', ' \r\n\n'])('without an item (%j) is refused', async (lines, { api }) => {
    expectError(await postLines(api, lines), 400, 'nothing_to_redact')
  })

  test.for<[string, string?]>([
    ['dry_run=1', 'dry_run'],
    ['dry_run=', 'dry_run'],
    ['dry_run=true&dry_run=true', 'dry_run'],
    ['reason=As%20asked', 'reason'],
    ['reason=', 'reason'],
    ['dryrun=true', 'dryrun'],
    ['items=x', 'items'],
    ['contact=x', 'contact'],
    ['a%20b'],
  ])('with ?%s is answered before it is read', async ([query, field], { api, database }) => {
    const token = await createToken(database, ['erase:write'])
    const connection = await openRaw(api.address)
    await connection.send(
      [
        `POST /redaction_jobs?${query} HTTP/1.1`,
        ...['Host: x', `Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked'],
        ...[`Content-Type: ${NDJSON['content-type']}`, '', '1', '{', ''],
      ].join('\r\n'),
    )
    const reply = await connection.until('}]}')
    expect(reply).toMatch(/^HTTP\/1.1 400 [^]*parameter_invalid/)
    if (field !== undefined) expect(reply).toContain(`"field":"${field}"`)
  })
})

describe('Idempotency-Key', () => {
  const under = (key: string) => ({ headers: { 'idempotency-key': key } })

  test('gives the same job for the same body, and refuses another', async ({ api }) => {
    for (const post of [
      (lines: unknown, key: string) => postList(api, { items: lines }, under(key)),
      (lines: unknown, key: string) => postLines(api, linesOf(lines as []), '', under(key)),
    ]) {
      const key = randomUUID()
      const replies = [await post(ITEMS, key), await post(ITEMS, key)]
      expect(replies.map(({ status }) => status)).toEqual([202, 202])
      expect(new Set(replies.map(placeOf)).size).toBe(1)
      expectError(await post(unknownItems(3), key), 422, 'idempotency_key_reused')
    }
  })

  test('tells a plan from a run', async ({ api }) => {
    const key = randomUUID()
    expect((await postLines(api, linesOf(ITEMS), '?dry_run=true', under(key))).status).toBe(202)
    const run = await postLines(api, linesOf(ITEMS), '', under(key))
    expectError(run, 422, 'idempotency_key_reused')
  })

  test('that is malformed is refused', async ({ api }) => {
    expectError(await postList(api, { items: ITEMS }, under('a b')), 400, 'parameter_invalid')
    expectError(await postLines(api, linesOf(ITEMS), '', under('a b')), 400, 'parameter_invalid')
  })
})

databaseTest('nothing of what was refused is kept', async ({ database }) => {
  const api = await openApi(database)
  onTestFinished(() => api.close())
  const key = { headers: { 'idempotency-key': 'k' } }
  await postLines(api, linesOf(ITEMS), '', key)
  const before = await storedOfLists(database)
  expect(before).toEqual({ jobs: 1, lists: 1, items: 2 })
  await postLines(api, '')
  await postLines(api, linesOf(unknownItems(3)), '', key)
  await postLines(api, linesOf(ITEMS), '', key)
  await postList(api, { items: [] })
  expect(await storedOfLists(database)).toEqual(before)
})

databaseTest('lists are refused while too many jobs are pending', async ({ database }) => {
  const api = await openApi(database, { maxPending: 1 })
  onTestFinished(() => api.close())
  await expect.poll(async () => (await postList(api, { items: ITEMS })).status).toBe(429)
  const refused = await postLines(api, linesOf(ITEMS))
  expectError(refused, 429, 'rate_limit_exceeded')
  expect(refused.headers.get('retry-after')).toBe('10')
})
