import { expect, onTestFinished } from 'vitest'
import { createPostgresBackend, Queue, withBackend } from 'bullmq'
import { BullMQOtel } from 'bullmq-otel'
import { context, propagation, trace, TraceFlags } from '@opentelemetry/api'
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { test, type TestDatabase } from '../database-test.ts'
import { describeBackends, type TestedBackend } from '../each-backend.ts'
import { placeOf, postList, settled, storedItems } from '../http/bulk-lists.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { NO_REDIS, startRedis } from '../redis-server.ts'
import type { QueueBackend } from '../../src/queue/backend.ts'
import { startCollector, type ReceivedSpan } from './collector.ts'
import { startTraced } from './traced-unsaid.ts'

const CALLER = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`

/** The names of spans, from one up to the first of its trace that came. */
function wayUp(spans: readonly ReceivedSpan[], from: ReceivedSpan): string[] {
  const above = spans.find(({ spanId }) => spanId === from.parentSpanId)
  return [from.name, ...(above ? wayUp(spans, above) : [])]
}

const named = (name: string) => (spans: readonly ReceivedSpan[]) =>
  spans.find((one) => one.name === name)

const tracesOf = (spans: readonly ReceivedSpan[]) => [
  ...new Set(spans.map(({ traceId }) => traceId)),
]

const WAY = ['redact', 'process redactions', 'add redactions', 'POST /conversations/redact']

const attribute = ({ attributes }: ReceivedSpan, name: string) =>
  attributes.find(({ key }) => key === name)?.value

describeBackends('a trace, with the queue', (queueOn) => {
  test('goes from the caller over HTTP and the queue to the transaction', async ({ database }) => {
    const collector = await startCollector()
    const backend = await ownBackend(database, queueOn)
    const api = await startTraced(database, collector, backend)
    const { redactPart, redactSource } = await storeConversation(database)

    const reply = await api.redact(redactPart, { headers: { traceparent: TRACEPARENT } })
    expect(reply.status).toBe(200)
    const http = await collector.until(named('POST /conversations/redact'))
    const redact = await collector.until(named('redact'))
    // What leads to a span ends after it, and may be sent later.
    await expect.poll(() => wayUp(collector.spans, redact)).toEqual(WAY)
    const accept = await collector.until(named('accept'))
    const accepted = ['accept', 'POST /conversations/redact']
    await expect.poll(() => wayUp(collector.spans, accept)).toEqual(accepted)
    expect(tracesOf(collector.spans)).toEqual([CALLER.traceId])
    expect(http.parentSpanId).toBe(CALLER.spanId)
    expect(attribute(http, 'http.response.status_code')).toEqual({ intValue: 200 })
    expect(attribute(redact, 'unsaid.jobs')).toEqual({ intValue: 1 })

    const producer = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) }
    await addTraced(backend, producer, { ...redactSource, request_id: 'raw-1' })
    const raw = await collector.until((spans) =>
      spans.find(({ name, traceId }) => name === 'redact' && traceId === producer.traceId),
    )
    const apart = ['redact', 'process redactions']
    await expect.poll(() => wayUp(collector.spans, raw)).toEqual(apart)
  })
})

test('the trace of a chunk is its own, linked to what accepted the list', async ({ database }) => {
  const collector = await startCollector()
  const api = await startTraced(database, collector, await ownBackend(database, 'postgres'))
  const items = await storedItems(database, 3)
  const list = { ...api, close: () => Promise.resolve() }
  const accepted = await postList(list, { items: [...items, ...manyUnknown] })
  await settled(list, placeOf(accepted))

  const http = await collector.until(named('POST /redaction_jobs'))
  const chunks = await collector.until((spans) => {
    const some = spans.filter(({ name }) => name === 'redact chunk')
    // What leads to a chunk ends after it, and may be sent later.
    const areWhole = some.every((one) => spans.some(({ spanId }) => spanId === one.parentSpanId))
    return some.length > 2 && areWhole ? some : undefined
  })
  for (const chunk of chunks) {
    const process = collector.spans.find(({ spanId }) => spanId === chunk.parentSpanId)
    expect(process?.name).toBe('process erasures')
    expect(chunk.traceId).not.toBe(http.traceId)
    expect(process?.links?.map(({ traceId }) => traceId)).toEqual([http.traceId])
  }
  expect(new Set(chunks.map(({ traceId }) => traceId)).size).toBe(chunks.length)
})

test('of requests that are done together each leads to what is done', async ({ database }) => {
  const collector = await startCollector()
  const api = await startTraced(database, collector, await ownBackend(database, 'postgres'))
  const stored = await Promise.all(Array.from({ length: 40 }, () => storeConversation(database)))
  await Promise.all(stored.map(({ redactPart }) => api.redact(redactPart)))

  const done = await collector.until((spans) => {
    const requests = spans.filter(({ name }) => name === 'POST /conversations/redact')
    return requests.length === 40 && leadAll(spans, requests) ? requests : undefined
  })
  const transactions = collector.spans.filter(({ name }) => name === 'redact')
  expect(new Set(done.map(({ traceId }) => traceId)).size).toBe(40)
  expect(transactions.length).toBeLessThan(40)
})

/** Whether from each request one comes, by children and links, to a transaction that redacts. */
function leadAll(spans: readonly ReceivedSpan[], requests: readonly ReceivedSpan[]): boolean {
  return requests.every((request) => {
    const seen = new Set<ReceivedSpan>()
    const next = [request]
    for (let one = next.pop(); one; one = next.pop()) {
      if (seen.has(one)) continue
      seen.add(one)
      const { spanId, links = [] } = one
      const linked = new Set(links.map((link) => link.spanId))
      next.push(...spans.filter((two) => two.parentSpanId === spanId || linked.has(two.spanId)))
    }
    return [...seen].some(({ name }) => name === 'redact')
  })
}

const manyUnknown = Array.from({ length: 2_200 }, (_, nth) => ({
  ...{ type: 'source', conversation_id: 'nowhere', source_id: String(nth) },
}))

/** Processes know no other prefix, so that they need a Redis of their own. */
async function ownBackend(database: TestDatabase, queueOn: TestedBackend): Promise<QueueBackend> {
  if (queueOn === 'postgres') return database.backend('postgres')
  const redis = await startRedis()
  if (!redis) throw new Error(NO_REDIS)
  onTestFinished(() => redis.stop())
  return { kind: 'redis', url: redis.url }
}

/** Adds a job as another program does that uses bullmq-otel, where it is in this span. */
async function addTraced(backend: QueueBackend, span: typeof CALLER, data: object) {
  const provider = new NodeTracerProvider()
  provider.register()
  onTestFinished(async () => {
    await provider.shutdown()
    for (const registered of [trace, context, propagation]) registered.disable()
  })
  const telemetry = new BullMQOtel({ tracerName: 'another program' })
  const { url } = backend
  const queue =
    backend.kind === 'redis'
      ? new Queue('redactions', { connection: { url }, prefix: '{unsaid}', telemetry })
      : new (withBackend(createPostgresBackend).Queue)('redactions', {
          ...{ connection: { connectionString: url, schema: 'unsaid_queue' }, telemetry },
        })
  onTestFinished(() => queue.close())
  const around = { ...span, traceFlags: TraceFlags.SAMPLED, isRemote: true }
  await context.with(trace.setSpanContext(context.active(), around), () => queue.add('x', data))
}
