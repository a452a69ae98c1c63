import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { test as databaseTest } from '../database-test.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { asAdmin } from '../workers/job-rows.ts'
import { createToken, openApi, test, type Call, type Reply, type TestApi } from './api-test.ts'
import { everyPage, placeOf, postList, settled, storedItems, unknownItems } from './bulk-lists.ts'
import { storeConversation } from './store-conversation.ts'

const logger = createLogger('silent')

const errorOf = ({ status, body }: Reply) => [status, body.errors?.[0]?.code]
const idsOf = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id)
const linesIn = (items: readonly { line: number }[]) => items.map(({ line }) => line)

async function bulkJob(api: TestApi, items: unknown, options: object = {}): Promise<string> {
  return placeOf(await postList(api, { items, ...options }))
}

describe('GET /redaction_jobs/{id}', () => {
  test('tells how a job stands, in the words of /jobs/status', async ({ api, database }) => {
    const place = await bulkJob(api, [...(await storedItems(database, 3)), ...unknownItems(1)])
    const ended = await settled(api, place)
    expect(ended.body).toMatchObject({
      ...{ status: 'success', state: 'completed_with_errors', result: null },
      progress: { total: 4, processed: 4, redacted: 3, not_found: 1, failed: 0 },
    })
    expect(ended.headers.get('retry-after')).toBeNull()
    const status = await api.call('GET', `/jobs/status/${ended.body.id}`)
    expect(status.body).toEqual(ended.body)
    const tag = { headers: { 'if-none-match': ended.headers.get('etag') ?? '' } }
    expect((await api.call('GET', place, tag)).status).toBe(304)
  })

  test('shows a single redaction, too', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const id = placeOf(await api.redact(redactPart))
      .split('/')
      .at(-1)
    const [one, other] = [`/redaction_jobs/${id}`, `/jobs/status/${id}`]
    expect((await api.call('GET', one)).body).toEqual((await api.call('GET', other)).body)
  })

  databaseTest('is pending until a worker comes', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const place = await bulkJob(api, unknownItems(1))
    const reply = await api.call('GET', `${place}?wait=0.05`)
    expect(reply.body).toMatchObject({ status: 'pending', state: 'queued' })
    expect(reply.headers.get('retry-after')).toBe('1')
    expect(errorOf(await api.call('GET', `${place}?wait=x`))).toEqual([400, 'parameter_invalid'])
  })
})

describe('GET /redaction_jobs', () => {
  databaseTest('lists jobs page by page, the newest first', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const { redactPart } = await storeConversation(database)
    const single = await api.redact(redactPart, { headers: { prefer: 'respond-async' } })
    const before = idsOf(await everyPage(api, '/redaction_jobs'))
    const places: string[] = []
    for (let nth = 0; nth < 5; nth++) places.unshift(await bulkJob(api, unknownItems(1)))
    const ids = [...places.map((place) => place.split('/').at(-1)), ...before]
    await api.call('POST', `${places[0]}/cancel`)

    const all = await api.call('GET', '/redaction_jobs')
    expect(all.body).toMatchObject({ type: 'list', next_cursor: null })
    expect(idsOf(all.body.data)).toEqual(ids)
    const { waits_for: toBeAskedForAlone, ...alone } = (await api.call('GET', places[1]!)).body
    expect(toBeAskedForAlone).toMatchObject({ reason: 'turn' })
    expect(all.body.data[1]).toEqual(alone)
    expect(idsOf(await everyPage(api, '/redaction_jobs?limit=2'))).toEqual(ids)
    expect(idsOf(await everyPage(api, '/redaction_jobs?limit=1&state=queued'))).toEqual(
      ids.slice(1),
    )
    expect(idsOf(await everyPage(api, '/redaction_jobs?state=canceled&kind=bulk'))).toEqual([
      ids[0],
    ])
    expect(await everyPage(api, '/redaction_jobs?kind=erasure')).toEqual([])
    expect(idsOf(await everyPage(api, '/redaction_jobs?kind=redaction'))).toEqual([single.body.id])
  })

  test('shows no conversation', async ({ api, database }) => {
    const { redactSource, secret } = await storeConversation(database)
    await api.redact(redactSource)
    const { text, body } = await api.call('GET', '/redaction_jobs?kind=redaction')
    expect(body.data.length).toBeGreaterThan(0)
    expect(text).not.toContain(secret)
  })

  test.for<[string, string]>([
    ['state', 'receiving'],
    ['state', ''],
    ['state', 'queued&state=queued'],
    ['kind', 'single'],
    ['limit', '0'],
    ['limit', '101'],
    ['limit', '-1'],
    ['limit', '1.5'],
    ['limit', ''],
    ['cursor', ''],
    ['cursor', 'x'],
    ['cursor', Buffer.from('items:1').toString('base64url')],
    ['cursor', Buffer.from('jobs:\0').toString('base64url')],
    ['cursor', `${Buffer.from('jobs:1').toString('base64url')}%20`],
  ])('with %s=%s is refused', async ([name, value], { api }) => {
    const reply = await api.call('GET', `/redaction_jobs?${name}=${value}`)
    expect(errorOf(reply)).toEqual([400, 'parameter_invalid'])
    expect(reply.body.errors[0].field).toBe(name)
  })
})

describe('GET /redaction_jobs/{id}/items', () => {
  test('gives items in their order, with what became of each', async ({ api, database }) => {
    const [part] = await storedItems(database, 1)
    const items = [{ ...part, external_id: 'a' }, part, { type: 'source' }, ...unknownItems(1)]
    const place = await bulkJob(api, items)
    await settled(api, place)
    const { body } = await api.call('GET', `${place}/items`)
    const code = 'conversation_part_or_message_not_found'
    expect(body).toEqual({
      type: 'list',
      data: [
        { line: 1, ...part, external_id: 'a', outcome: 'redacted' },
        { line: 2, ...part, external_id: null, outcome: 'already_redacted' },
        {
          ...{ line: 3, type: null, conversation_id: null, external_id: null, outcome: 'failed' },
          error: {
            code: 'parameter_not_found',
            message: 'conversation_id is a required parameter',
          },
        },
        {
          ...{ line: 4, ...unknownItems(1)[0], outcome: 'not_found' },
          error: { code, message: 'Conversation part or message not found' },
        },
      ],
      next_cursor: null,
    })
  })

  test('tells page by page, and by outcome', async ({ api, database }) => {
    const [part] = await storedItems(database, 1)
    const items = Array.from({ length: 21 }, (_, nth) => (nth % 3 ? unknownItems(1)[0] : part))
    const place = await bulkJob(api, items)
    await settled(api, place)
    const all = linesIn(await everyPage(api, `${place}/items?limit=7`))
    expect(all).toEqual(items.map((_, at) => at + 1))
    const some = linesIn(await everyPage(api, `${place}/items?limit=2&outcome=not_found`))
    expect(some).toEqual(all.filter((line) => line % 3 !== 1))
    expect(linesIn(await everyPage(api, `${place}/items?outcome=redacted`))).toEqual([1])
    expect(await everyPage(api, `${place}/items?outcome=canceled`)).toEqual([])
  })

  databaseTest('misses and repeats none while chunks end out of order', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const { db } = database
    const job = await acceptedList(db, unknownItems(25), { chunkSize: 10, lanes: 3 })
    const run = (chunk: number) => runChunk(db, 'default', { job, chunk }, logger)
    const path = `/redaction_jobs/${job}/items?outcome=not_found&limit=4`
    const read: number[] = []
    let cursor: string | null = ''
    /** Reads on until it has to wait, or to the end. */
    const readOn = async () => {
      for (;;) {
        const { body, headers } = await api.call('GET', `${path}${cursor && `&cursor=${cursor}`}`)
        read.push(...linesIn(body.data))
        cursor = body.next_cursor
        if (cursor === null || headers.get('retry-after') !== null) return
      }
    }
    await run(2)
    await readOn()
    expect(read).toEqual([])
    await run(1)
    await readOn()
    expect(read).toHaveLength(20)
    await readOn()
    expect(read).toHaveLength(20)
    await run(3)
    await readOn()
    expect(cursor).toBeNull()
    expect(read).toEqual(Array.from({ length: 25 }, (_, at) => at + 1))
  })

  databaseTest('shows every item of a job that has not begun', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const place = await bulkJob(api, unknownItems(3))
    const items = await everyPage(api, `${place}/items?limit=2`)
    expect(items.map(({ line, outcome }) => [line, outcome])).toEqual([
      ...[[1, null], [2, null], [3, null]], // prettier-ignore
    ])
    await api.call('POST', `${place}/cancel`)
    expect(linesIn(await everyPage(api, `${place}/items?outcome=canceled&limit=2`))).toEqual([
      1, 2, 3,
    ])
  })

  test('is refused for a single redaction', async ({ api, database }) => {
    const { redactPart } = await storeConversation(database)
    const id = placeOf(await api.redact(redactPart))
      .split('/')
      .at(-1)
    expect(errorOf(await api.call('GET', `/redaction_jobs/${id}/items`))).toEqual([409, 'conflict'])
  })

  test.for<[string, string]>([
    ['outcome', 'pending'],
    ['outcome', ''],
    ['limit', '0'],
    ['limit', '1001'],
    ['limit', 'x'],
    ['cursor', '1'],
    ['cursor', Buffer.from('items:-1').toString('base64url')],
    ['cursor', Buffer.from('items:9999999999').toString('base64url')],
    ['cursor', Buffer.from('jobs:1').toString('base64url')],
  ])('with %s=%s is refused', async ([name, value], { api }) => {
    const reply = await api.call('GET', `/redaction_jobs/x/items?${name}=${value}`)
    expect(errorOf(reply)).toEqual([400, 'parameter_invalid'])
    expect(reply.body.errors[0].field).toBe(name)
  })
})

describe('a planned job', () => {
  test('waits, runs when it is told to, and again is the same run', async ({ api, database }) => {
    const items = await storedItems(database, 3)
    const place = await bulkJob(api, [...items, ...unknownItems(1)], { dry_run: true })
    const planned = await settled(api, place)
    expect(planned.body).toMatchObject({
      ...{ status: 'pending', state: 'ready', progress: { total: 4, processed: 0 } },
      plan: { total: 4, processed: 4, redacted: 3, not_found: 1 },
    })
    const [first] = await everyPage(api, `${place}/items`)
    expect(first).toMatchObject({ outcome: null, planned: 'redacted' })

    for (const body of [undefined, {}]) {
      const run = await api.call('POST', `${place}/run`, { body })
      expect([run.status, placeOf(run), run.body.id]).toEqual([202, place, planned.body.id])
    }
    const ended = await settled(api, place)
    expect(ended.body.progress).toMatchObject({ processed: 4, redacted: 3, not_found: 1 })
    expect((await api.call('POST', `${place}/run`)).status).toBe(202)
  })

  test('can be canceled, and then not be run', async ({ api }) => {
    const place = await bulkJob(api, unknownItems(2), { dry_run: true })
    await settled(api, place)
    for (let nth = 0; nth < 2; nth++) {
      const { status, body } = await api.call('POST', `${place}/cancel`)
      expect([status, body.state, body.status]).toEqual([202, 'canceled', 'failed'])
      expect(body.result.errors).toEqual([{ code: 'conflict', message: 'The job was canceled' }])
    }
    const run = await api.call('POST', `${place}/run`)
    expect(errorOf(run)).toEqual([409, 'conflict'])
    expect(run.body.errors[0].message).toBe('The job was canceled')
  })

  databaseTest('is not run before it is planned, nor a week later', async ({ database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const job = await acceptedList(database.db, unknownItems(1), { dryRun: true })
    const run = () => api.call('POST', `/redaction_jobs/${job}/run`)
    expect((await run()).body.errors[0].message).toBe('The job is not planned yet')
    await runChunk(database.db, 'default', { job, chunk: 1 }, logger)
    await asAdmin(database, `update job_list set planned_at = planned_at - interval '8 days'`)
    const late = await run()
    expect(errorOf(late)).toEqual([409, 'conflict'])
    expect(late.body.errors[0].message).toContain('older than 7 days')
  })
})

describe('a step that a job does not have', () => {
  test('is refused with the reason', async ({ api, database }) => {
    const place = await bulkJob(api, unknownItems(1))
    await settled(api, place)
    const { redactPart } = await storeConversation(database)
    const id = placeOf(await api.redact(redactPart))
      .split('/')
      .at(-1)
    const refused: [string, string][] = [
      [`${place}/run`, 'The job was not planned (dry_run): it runs, or has run, by itself'],
      [`${place}/cancel`, 'The job has ended: completed_with_errors'],
      [
        `/redaction_jobs/${id}/run`,
        'The job was not planned (dry_run): it runs, or has run, by itself',
      ],
      [`/redaction_jobs/${id}/cancel`, 'A single redaction can not be canceled'],
    ]
    for (const [path, message] of refused) {
      const reply = await api.call('POST', path)
      expect([...errorOf(reply), reply.body.errors[0].message]).toEqual([409, 'conflict', message])
    }
  })

  test.for([{ dry_run: true }, { max: 5 }, [], 'x'])(
    'is not taken with %j in its body, or an option in its query',
    async (body, { api, database }) => {
      const place = await bulkJob(api, unknownItems(1), { dry_run: true })
      await settled(api, place)
      const given = await api.call('POST', `${place}/run`, { body })
      expect(errorOf(given)).toEqual([400, 'parameter_invalid'])
      const asked = await api.call('POST', `${place}/cancel?max=5`)
      expect(errorOf(asked)).toEqual([400, 'parameter_invalid'])
      const job = await findJob(database.db, 'default', place.split('/').at(-1) ?? '')
      expect(job?.state).toBe('ready')
    },
  )
})

test('an Idempotency-Key holds a step to one job', async ({ api }) => {
  const [one, other] = [
    await bulkJob(api, unknownItems(1), { dry_run: true }),
    await bulkJob(api, unknownItems(1), { dry_run: true }),
  ]
  await Promise.all([settled(api, one), settled(api, other)])
  const key = { headers: { 'idempotency-key': randomUUID() } }
  const step = (path: string, call: Call = key) => api.call('POST', path, call)
  expect((await step(`${one}/run`)).status).toBe(202)
  expect((await step(`${one}/run`)).status).toBe(202)
  for (const path of [`${other}/run`, `${one}/cancel`, `${other}/cancel`]) {
    expect(errorOf(await step(path))).toEqual([422, 'idempotency_key_reused'])
  }
  expect((await api.call('GET', other)).body.state).toBe('ready')
  const malformed = await step(`${other}/run`, { headers: { 'idempotency-key': 'a b' } })
  expect(errorOf(malformed)).toEqual([400, 'parameter_invalid'])
  expect((await postList(api, { items: unknownItems(1) }, key)).status).toBe(422)
})

const OF_ONE_JOB: [string, string][] = [
  ['GET', ''],
  ['GET', '/items'],
  ['GET', '/events'],
  ['POST', '/run'],
  ['POST', '/cancel'],
]

describe.for(OF_ONE_JOB)('%s /redaction_jobs/{id}%s', ([method, more]) => {
  test.for(['1', '%20', '%00', '%F0%9F%98%80', '..%2f..%2f', 'x'.repeat(900)])(
    'of %s is not found',
    async (id, { api }) => {
      const reply = await api.call(method, `/redaction_jobs/${id}${more}`)
      expect(errorOf(reply)).toEqual([404, 'job_not_found'])
    },
  )

  test("does not know another workspace's job", async ({ api, database }) => {
    const workspace = `w${randomUUID().slice(0, 8)}`
    await createWorkspace(database.db, workspace)
    const token = await createToken(database, SCOPES, workspace)
    const place = await bulkJob(api, unknownItems(1), { dry_run: true })
    await settled(api, place)
    const reply = await api.call(method, `${place}${more}`, { token })
    expect(errorOf(reply)).toEqual([404, 'job_not_found'])
    expect((await api.call('GET', '/redaction_jobs', { token })).body.data).toEqual([])
    expect((await api.call('GET', place)).body.state).toBe('ready')
  })
})
