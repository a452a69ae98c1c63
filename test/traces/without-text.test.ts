import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { test } from '../database-test.ts'
import { marksOf, storePerson } from '../erasure/erasable-person.ts'
import { placeOf, postLines, postList, settled } from '../http/bulk-lists.ts'
import { storeConversation } from '../http/store-conversation.ts'
import { addRaw } from '../queue/raw-producer.ts'
import { startCollector, type ReceivedSpan } from './collector.ts'
import { startTraced } from './traced-unsaid.ts'

/** Every span that there is, by its name. */
const NAMES = [
  ...['POST /conversations/redact', 'POST /redaction_jobs', 'GET', 'accept', 'accept list'],
  ...['accept erasure', 'add redactions', 'add erasures', 'process redactions'],
  ...['process erasures', 'redact', 'redact chunk', 'erasure step'],
]

test('spans hold nothing that somebody wrote, nor whom anything is about', async ({ database }) => {
  const collector = await startCollector()
  const backend = database.backend('postgres')
  const caller = await startTraced(database, collector, backend)
  const api = { ...caller, close: () => Promise.resolve() }
  const mark = `mark${randomUUID().replaceAll('-', '')}`
  const headers = {
    ...{ 'x-request-id': mark, 'user-agent': mark, cookie: mark },
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    ...{ tracestate: `vendor=${mark}`, baggage: `user=${mark}` },
  }
  const person = await storePerson(database)
  const stored = await storeConversation(database, { ids: { partId: `${mark}-p` } })
  const item = { ...stored.redactPart, external_id: mark }

  await api.redact(stored.redactPart, { headers: { ...headers, 'idempotency-key': mark } })
  await api.redact({ type: mark, conversation_id: mark }, { headers })
  await api.call('GET', `/conversations/${mark}?q=${mark}`, { headers })
  await api.call('GET', `/${mark}?${mark}`, { headers })
  await settled(
    api,
    placeOf(await postList(api, { items: [item, mark], reason: mark }, { headers })),
  )
  await postLines(api, `${JSON.stringify(item)}\n${mark}`, `?reason=${mark}`, { headers })
  const contact = { email: person.email }
  const erased = await settled(api, placeOf(await postList(api, { contact }, { headers })))
  expect(erased.body.state).toBe('succeeded')
  const raw = { ...stored.redactSource, request_id: mark, reason: mark }
  await addRaw(backend, [
    { name: mark, data: raw, opts: { jobId: mark } },
    { name: mark, data: { type: mark, workspace_id: mark }, opts: { jobId: `${mark}-2` } },
  ])

  await collector.until((spans) => (NAMES.every((name) => has(spans, name)) ? true : undefined))
  expect([...new Set(collector.spans.map(({ name }) => name))].sort()).toEqual(
    expect.arrayContaining([...NAMES].sort()),
  )
  const all = collector.text()
  for (const one of [mark, ...marksOf(person), person.id, stored.secret]) {
    expect(all).not.toContain(one)
  }
})

const has = (spans: readonly ReceivedSpan[], name: string) => spans.some((one) => one.name === name)
