import { randomUUID } from 'node:crypto'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { createLogger } from '../../src/logger.ts'
import { startWorker } from '../../workers/start-worker.ts'
import { test } from '../database-test.ts'
import { openApi, type TestApi } from './api-test.ts'
import { placeOf, postLines, postList, settled } from './bulk-lists.ts'
import { openRaw } from './raw-connection.ts'
import { storeConversation } from './store-conversation.ts'

/** A logger at its most talkative, and all it has written. */
function openLog() {
  const lines: string[] = []
  const logger = createLogger('trace', { write: (line) => void lines.push(line) })
  return { logger, lines }
}

async function callWith(api: TestApi, marker: string): Promise<void> {
  const headers = { 'x-request-id': `${marker}!`, 'user-agent': marker, cookie: marker }
  const part = { type: 'conversation_part', conversation_id: marker, conversation_part_id: marker }
  const bodies = [part, { ...part, type: marker }, { [marker]: marker }, `{"${marker}`, marker]
  for (const body of bodies) await api.redact(body, { headers })
  for (const body of bodies) {
    await api.redact(body, { headers: { ...headers, prefer: `respond-async, ${marker}` } })
  }
  await api.redact(part, { token: marker, headers: { 'intercom-version': marker } })
  await api.redact(part, { token: marker })
  const basic = `Basic ${Buffer.from(`${marker}:${marker}`).toString('base64')}`
  await api.redact(part, { token: undefined, headers: { authorization: basic } })
  for (const path of ['conversations', 'jobs/status', marker, 'healthz', 'jobs/status/%zz']) {
    await api.call('GET', `/${path}/${marker}?${marker}=${marker}`, { headers })
    await api.call('PUT', `/${path}/${marker}?${marker}=${marker}`, { body: marker })
  }
  const options = { [marker]: marker, reason: marker, contact: { email: marker } }
  for (const list of [{ items: [part, marker] }, { items: [part], ...options }, marker]) {
    await postList(api, list, { headers })
    await postLines(api, JSON.stringify(list), `?reason=${marker}&${marker}=${marker}`)
    await postLines(api, `${JSON.stringify({ ...part, external_id: marker })}\n${marker}`)
  }
  for (const kind of ['id', 'external_id', 'email', marker]) {
    await postList(api, { contact: { [kind]: marker } }, { headers })
    await postList(api, { contact: { [kind]: marker }, scope: marker, due: marker })
  }
  for (const more of ['', '/items', '/events', '/certificate', '/findings', '/run', '/cancel']) {
    const path = `/redaction_jobs/${marker}${more}`
    await api.call('GET', `${path}?cursor=${marker}`, { headers: { 'last-event-id': marker } })
    await api.call('POST', `${path}?${marker}=${marker}`, { body: { [marker]: marker } })
  }
  await api.call('GET', `/redaction_jobs?state=${marker}&cursor=${marker}`)
  await api.call('GET', `/erasures?since=${marker}&until=${marker}&cursor=${marker}&${marker}=1`)
  await api.redact(`"${marker}${'x'.repeat(70_000)}"`)
  const raw = await openRaw(api.address)
  await raw.send(`${marker} ${marker}\r\n\r\n`)
  await raw.ended()
}

test('nothing a caller sends and no text of a message is logged', async ({ database }) => {
  const marker = `marker${randomUUID().replaceAll('-', '')}`
  const { logger, lines } = openLog()
  const { db } = database
  const backend = database.backend('postgres')
  const worker = startWorker({ db, backend, logger })
  const api = await openApi(database, { logger })
  await callWith(api, marker)
  const stored = await storeConversation(database, { ids: { id: marker } })
  const request = { headers: { 'x-request-id': 'mine' } }
  expect((await api.redact(stored.redactPart, request)).status).toBe(200)
  expect((await api.redact(stored.redactSource, request)).status).toBe(200)
  const place = placeOf(await postList(api, { items: [stored.redactPart], reason: 'mine' }))
  expect((await settled(api, place)).body.status).toBe('success')
  await api.close()
  await worker.close()

  const log = lines.join('')
  expect(log).toContain('"request_id":"mine"')
  expect(log).toContain('"route":"/conversations/redact"')
  expect(log).toContain('"status":413')
  expect(log).not.toContain(marker)
  expect(log).not.toContain(stored.secret)
})

test('what went wrong on our side is logged without what was asked', async ({ database }) => {
  const marker = `marker${randomUUID().replaceAll('-', '')}`
  const { logger, lines } = openLog()
  const { appRole } = database
  const db = openDatabase({ url: `postgres://${marker}:${marker}@127.0.0.1:1/${marker}`, appRole })
  const api = await openApi(database, { db, logger })
  onTestFinished(() => db.destroy())
  await callWith(api, marker)
  await api.close()

  const log = lines.join('')
  expect(log).toContain('"code":"ECONNREFUSED"')
  expect(log).toContain('"msg":"a request failed"')
  expect(log).not.toContain(marker)
})
