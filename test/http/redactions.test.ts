import { expect } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { appendEntry } from '../../src/ledger/append-entry.ts'
import { createToken, test } from './api-test.ts'
import { freshWorkspace, sealAll, sealedLedger, storeRedacted } from '../ledger/ledger-scene.ts'
import { SCOPES } from '../../src/access/access-token.ts'
import type { TestDatabase } from '../database-test.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { storeConversation } from './store-conversation.ts'

const tokenOf = (database: TestDatabase, workspace: string) =>
  createToken(database, SCOPES, workspace)

test('shows a redaction soon after it was done, with ids only', async ({ api, database }) => {
  const before = await api.call('GET', '/redactions?limit=1000')
  const stored = await storeConversation(database)
  const part = await api.redact(stored.redactPart)
  const source = await api.redact(stored.redactSource)
  const after = before.body.next_cursor === null ? '' : `?after=${before.body.next_cursor}`
  const reply = await pollUntil(
    () => api.call('GET', `/redactions${after}`),
    ({ body }) => body.data.length === 2,
  )

  const jobOf = (one: typeof part) => one.headers.get('location')?.split('/').at(-1)
  const always = { conversation_id: stored.id, outcome: 'redacted', reason: null }
  const [first, second] = reply.body.data
  expect(first).toEqual({
    ...{ seq: expect.any(Number), type: 'conversation_part', job_id: jobOf(part), ...always },
    ...{ conversation_part_id: stored.partId, redacted_at: expect.any(Number) },
  })
  expect(second).toMatchObject({
    type: 'source',
    source_id: stored.sourceId,
    job_id: jobOf(source),
  })
  expect(Math.abs(first.redacted_at - Date.now() / 1_000)).toBeLessThan(600)
  expect(reply.text).not.toContain(stored.secret)
})

test('gives every record once, in the order of sealing, however it is paged', async ({
  api,
  database,
}) => {
  const { workspace } = await sealedLedger(database, { entries: 4, targets: 3 })
  const token = await tokenOf(database, workspace)
  const seen: string[] = []
  let query = '?limit=2'
  for (;;) {
    const { body } = await api.call('GET', `/redactions${query}`, { token })
    const page: { seq: number; conversation_id: string; conversation_part_id: string }[] = body.data
    seen.push(...page.map((one) => `${one.seq}/${one.conversation_id}/${one.conversation_part_id}`))
    query = `?limit=2&after=${body.next_cursor}`
    if (page.length < 2) break
  }
  const wanted = [1, 2, 3, 4].flatMap((n) => [1, 2, 3].map((part) => `${n}/c${n}/${part}`))
  expect(seen).toEqual(wanted)
})

test('says where to go on also when nothing is new, and shows nothing before it is sealed', async ({
  api,
  database,
}) => {
  const { db } = database
  const workspace = await freshWorkspace(database)
  const token = await tokenOf(database, workspace)
  const read = async (query = '') => (await api.call('GET', `/redactions${query}`, { token })).body
  expect(await read()).toEqual({ type: 'list', data: [], next_cursor: null })

  const [record] = await storeRedacted(database, workspace, 'c1', 1)
  await inWorkspace(db, workspace, async (trx) => {
    await appendEntry(trx, workspace, [record!])
    expect((await read()).data).toEqual([])
  })
  await sealAll(database, workspace)
  const first = await pollUntil(read, ({ data }) => data.length === 1)
  const { next_cursor } = first
  expect(await read(`?after=${next_cursor}`)).toEqual({ type: 'list', data: [], next_cursor })
})

test.for([
  'after=x',
  'after=1',
  'after=-1-1',
  'after=1-1&after=2-1',
  'limit=0',
  'limit=1001',
  'limit=x',
])('refuses %s', async (query, { api }) => {
  const reply = await api.call('GET', `/redactions?${query}`)
  expect(reply.status).toBe(400)
  expect(reply.body.errors[0].code).toBe('parameter_invalid')
})

test('a workspace sees its own redactions only', async ({ api, database }) => {
  await sealedLedger(database, { entries: 2 })
  const token = await tokenOf(database, await freshWorkspace(database))
  expect((await api.call('GET', '/redactions', { token })).body.data).toEqual([])
})
