import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { dropStaleLists } from '../../src/bulk/drop-list.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { describeBackends } from '../each-backend.ts'
import { disagreements, NONE } from '../scene/disagreements.ts'
import { createToken, openApi, openWorker, type TestApi } from './api-test.ts'
import {
  everyPage,
  linesOf,
  NDJSON,
  placeOf,
  postLines,
  settled,
  storedItems,
  storedOfLists,
  unknownItems,
} from './bulk-lists.ts'
import { openRaw, type RawConnection } from './raw-connection.ts'

const COUNT = 6_000
const NOTHING = { jobs: 0, lists: 0, items: 0 }

/** Begins to send a list over a connection of its own. */
async function beginStream(api: TestApi, database: TestDatabase): Promise<RawConnection> {
  const token = await createToken(database, ['erase:write'])
  const connection = await openRaw(api.address)
  await connection.send(
    [
      'POST /redaction_jobs HTTP/1.1',
      ...['Host: x', `Authorization: Bearer ${token}`, 'Transfer-Encoding: chunked'],
      ...[`Content-Type: ${NDJSON['content-type']}`, '', ''],
    ].join('\r\n'),
  )
  return connection
}

const chunkOf = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

async function untilReceiving(database: TestDatabase): Promise<void> {
  const items = async () => (await storedOfLists(database)).items
  await expect.poll(items, { interval: 20 }).toBeGreaterThan(0)
}

async function untilGone(database: TestDatabase): Promise<void> {
  await expect.poll(() => storedOfLists(database), { interval: 50 }).toEqual(NOTHING)
}

test.for<[string, 'finish' | 'reset']>([
  ['goes away', 'finish'],
  ['is killed', 'reset'],
])(
  'a caller who %s halfway leaves no job and no item, and nobody ever saw one',
  { timeout: 120_000 },
  async ([, leave], { database }) => {
    const api = await openApi(database)
    onTestFinished(() => api.close())
    const stream = await beginStream(api, database)
    await stream.send(chunkOf(linesOf(unknownItems(COUNT))))
    await untilReceiving(database)
    expect((await api.call('GET', '/redaction_jobs')).body.data).toEqual([])
    stream[leave]()
    await untilGone(database)
  },
)

test('a caller who stands still is told so, and leaves nothing', async ({ database }) => {
  const api = await openApi(database, { streamIdle: 500 })
  onTestFinished(() => api.close())
  const stream = await beginStream(api, database)
  await stream.send(chunkOf(linesOf(unknownItems(COUNT))))
  expect(await stream.until('}]}')).toMatch(/^HTTP\/1.1 400 [^]*parameter_invalid[^]*in time/)
  await untilGone(database)
})

test('a list that was given up meanwhile is refused', async ({ database }) => {
  const api = await openApi(database)
  onTestFinished(() => api.close())
  const stream = await beginStream(api, database)
  await stream.send(chunkOf(linesOf(unknownItems(COUNT))))
  await untilReceiving(database)
  await dropStaleLists(database.db, '0 seconds')
  await stream.send(chunkOf(linesOf(unknownItems(COUNT))))
  await stream.send('0\r\n\r\n')
  expect(await stream.until('}]}')).toMatch(/^HTTP\/1.1 400 [^]*parameter_invalid[^]*in time/)
  await untilGone(database)
})

test('a server that closes takes no half of a list', { timeout: 60_000 }, async ({ database }) => {
  const api = await openApi(database, { lastWait: 1 })
  const stream = await beginStream(api, database)
  await stream.send(chunkOf(linesOf(unknownItems(COUNT))))
  await untilReceiving(database)
  await api.close()
  expect(await stream.ended()).not.toContain('202')
  await untilGone(database)
})

test('equal streams with one key at the same moment make one job', async ({ database }) => {
  const apis = [await openApi(database), await openApi(database)]
  onTestFinished(async () => void (await Promise.all(apis.map((one) => one.close()))))
  const headers = { 'idempotency-key': randomUUID() }
  const lines = linesOf(unknownItems(1_000))
  const replies = await Promise.all(
    Array.from({ length: 10 }, (_, nth) => postLines(apis[nth % 2]!, lines, '', { headers })),
  )
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(202))
  expect(new Set(replies.map(placeOf)).size).toBe(1)
  const other = await postLines(apis[0]!, `${lines}\n`, '', { headers })
  expect(other.status).toBe(422)
  expect(await storedOfLists(database)).toEqual({ jobs: 1, lists: 1, items: 1_000 })
})

describeBackends('a stream of many items', (queueOn) => {
  test('is one job that redacts them all', { timeout: 240_000 }, async ({ database }) => {
    const api = await openApi(database, { queueOn, lanes: 2 })
    const worker = openWorker(database, queueOn)
    onTestFinished(async () => {
      await api.close()
      await worker.close()
    })
    const found = await storedItems(database, 50)
    const items = [...found, ...unknownItems(COUNT - found.length - 1)]
    const accepted = await postLines(api, `${linesOf(items)}{"type":\n`)
    expect(accepted.body.progress).toMatchObject({ total: COUNT })

    const ended = await settled(api, placeOf(accepted))
    expect(ended.body).toMatchObject({ status: 'success', state: 'completed_with_errors' })
    expect(ended.body.progress).toMatchObject({
      ...{ total: COUNT, processed: COUNT, redacted: found.length, failed: 1 },
      not_found: COUNT - found.length - 1,
    })
    const views = await everyPage(api, `${placeOf(accepted)}/items?limit=1000`)
    expect(views.map(({ line }) => line)).toEqual(Array.from({ length: COUNT }, (_, at) => at + 1))
    expect(views.slice(0, -1).map(({ external_id }) => external_id ?? undefined)).toEqual(
      items.map(({ external_id }) => external_id),
    )
    const broken = await everyPage(api, `${placeOf(accepted)}/items?outcome=failed`)
    expect(broken).toMatchObject([{ line: COUNT, error: { code: 'parameter_invalid' } }])
    expect(await disagreements(database)).toEqual(NONE)
  })
})
