import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished } from 'vitest'
import { createLogger } from '../../src/logger.ts'
import { runChunk } from '../../workers/chunks/run-chunk.ts'
import { test as databaseTest, type TestDatabase } from '../database-test.ts'
import { acceptedList } from '../bulk/accepted-list.ts'
import { createToken, openApi, test, type TestApi } from './api-test.ts'
import { placeOf, postList, settled, storedItems, unknownItems } from './bulk-lists.ts'
import { storeConversation } from './store-conversation.ts'

const logger = createLogger('silent')

interface SeenEvent {
  readonly id: string
  readonly event: string
  readonly data: any // eslint-disable-line @typescript-eslint/no-explicit-any -- read by tests only
}

/** Opens the events of a job. */
async function openEvents(api: TestApi, token: string, place: string, last?: string) {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(last !== undefined && { 'last-event-id': last }),
  }
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const reply = await fetch(`${api.address}${place}/events`, { headers, signal: stop.signal })
  return { reply, events: eventsOf(reply), leave: () => stop.abort() }
}

async function* eventsOf({ body }: Response): AsyncGenerator<SeenEvent, void> {
  let text = ''
  for await (const piece of body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + piece).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const found = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block)
      if (!found) continue
      const [, id = '', event = '', data = ''] = found
      yield { id, event, data: JSON.parse(data) }
    }
  }
}

async function all(events: AsyncIterable<SeenEvent>): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = []
  for await (const one of events) seen.push(one)
  return seen
}

/** The next event, without ending the stream. */
async function next(events: AsyncGenerator<SeenEvent, void>): Promise<SeenEvent> {
  const { value } = await events.next()
  if (!value) throw new Error('the stream has ended')
  return value
}

/** An API without a worker: the test itself runs chunks. */
async function scene(database: TestDatabase) {
  const api = await openApi(database)
  onTestFinished(() => api.close())
  const token = await createToken(database, ['jobs:read'])
  const accept = async (count: number, dryRun = false) => {
    const job = await acceptedList(database.db, unknownItems(count), { chunkSize: 10, dryRun })
    const run = (chunk: number) => runChunk(database.db, 'default', { job, chunk }, logger)
    return { place: `/redaction_jobs/${job}`, run }
  }
  return { api, token, accept }
}

describe('the events of a job', () => {
  databaseTest('tell how it goes on, and end with it', async ({ database }) => {
    const { api, token, accept } = await scene(database)
    const { place, run } = await accept(20)
    const { reply, events } = await openEvents(api, token, place)
    expect(reply.headers.get('content-type')).toContain('text/event-stream')
    const first = await next(events)
    expect(first).toMatchObject({ event: 'progress', data: { type: 'job', state: 'queued' } })
    expect(first.data).not.toHaveProperty('result')
    await run(1)
    const second = await next(events)
    expect(second).toMatchObject({
      event: 'progress',
      data: { status: 'pending', state: 'running', progress: { total: 20, processed: 10 } },
    })
    await run(2)
    const rest = await all(events)
    expect(rest).toMatchObject([
      { event: 'end', data: { status: 'success', progress: { processed: 20, not_found: 20 } } },
    ])
    const { result: _, ...view } = (await api.call('GET', place)).body
    expect(rest[0]?.data).toEqual(view)
    expect(new Set([first, second, ...rest].map(({ id }) => id)).size).toBe(3)
  })

  databaseTest('go on where a caller who comes back had been', async ({ database }) => {
    const { api, token, accept } = await scene(database)
    const { place, run } = await accept(30)
    await run(1)
    const before = await openEvents(api, token, place)
    const { id } = await next(before.events)
    before.leave()

    const still = await openEvents(api, token, place, id)
    await run(2)
    expect(await next(still.events)).toMatchObject({ data: { progress: { processed: 20 } } })
    still.leave()
    await run(3)
    const late = await all((await openEvents(api, token, place, id)).events)
    expect(late).toMatchObject([{ event: 'end', data: { state: 'completed_with_errors' } }])
    const none = await openEvents(api, token, place, late[0]?.id)
    expect([none.reply.status, await none.reply.text()]).toEqual([204, ''])
    const unknown = await openEvents(api, token, place, 'x')
    expect(await all(unknown.events)).toEqual(late)
  })

  databaseTest('wait with a planned job, and tell that it was canceled', async ({ database }) => {
    const { api, token, accept } = await scene(database)
    const { place, run } = await accept(20, true)
    const { events } = await openEvents(api, token, place)
    await next(events)
    await run(1)
    expect(await next(events)).toMatchObject({
      data: { state: 'planning', progress: { processed: 0 }, plan: { processed: 10 } },
    })
    await run(2)
    expect(await next(events)).toMatchObject({ event: 'progress', data: { state: 'ready' } })
    await api.call('POST', `${place}/cancel`)
    expect(await all(events)).toMatchObject([{ event: 'end', data: { state: 'canceled' } }])
  })

  test('of a single redaction are its end, without a conversation', async ({ api, database }) => {
    const { redactSource, secret } = await storeConversation(database)
    const id = placeOf(await api.redact(redactSource))
      .split('/')
      .at(-1)
    const token = await createToken(database, ['jobs:read', 'conversations:read'])
    const seen = await all((await openEvents(api, token, `/redaction_jobs/${id}`)).events)
    expect(seen).toMatchObject([{ event: 'end', data: { kind: 'redaction', id } }])
    expect(JSON.stringify(seen)).not.toContain(secret)
  })

  test('are no more than the headers for HEAD', async ({ api }) => {
    const place = placeOf(await postList(api, { items: unknownItems(1), dry_run: true }))
    await settled(api, place)
    const reply = await api.call('HEAD', `${place}/events`)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([
      ...[200, 'text/event-stream; charset=utf-8'],
    ])
  })

  test('reach everybody who asks for them', async ({ api, database }) => {
    const token = await createToken(database, ['jobs:read'])
    const items = await storedItems(database, 2)
    const place = placeOf(await postList(api, { items, dry_run: true }))
    await settled(api, place)
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => openEvents(api, token, place)),
    )
    const seen = Promise.all(streams.map(({ events }) => all(events)))
    await api.call('POST', `${place}/run`)
    for (const events of await seen) {
      expect(events.at(-1)).toMatchObject({ event: 'end', data: { progress: { redacted: 2 } } })
    }
  })

  databaseTest('are over when the server closes, though the job is not', async ({ database }) => {
    const api = await openApi(database)
    const token = await createToken(database, ['jobs:read'])
    const job = await acceptedList(database.db, unknownItems(1))
    const { events } = await openEvents(api, token, `/redaction_jobs/${job}`)
    expect(await next(events)).toMatchObject({ event: 'progress' })
    await api.close()
    expect(await all(events)).toEqual([])
  })

  test('of a job that is not there are not found', async ({ api }) => {
    const { status, body } = await api.call('GET', `/redaction_jobs/${randomUUID()}/events`)
    expect([status, body.errors[0].code]).toEqual([404, 'job_not_found'])
  })
})
