import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openHeadsFile } from '../../src/ledger/heads-file.ts'
import { WITHHELD } from '../../src/ledger/watch-unreplayed.ts'
import { createMetrics } from '../../src/metrics/create-metrics.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import type { TestDatabase } from '../database-test.ts'
import { pollUntil } from '../scene/poll-until.ts'
import { freshWorkspace } from '../ledger/ledger-scene.ts'
import { createToken, openApi, test } from './api-test.ts'
import { storeConversation } from './store-conversation.ts'

/** A heads file that vouches for more than the database has. */
async function lostHeads(...workspaces: string[]): Promise<string> {
  const path = join(await tempFolder(), 'heads.ndjson')
  const lost = { seq: 7, entryId: 'e', hash: 'ab'.repeat(32) }
  await openHeadsFile(path).append(
    workspaces.map((workspace) => ({ type: 'head', workspace, ...lost })),
  )
  return path
}

async function openBehind(database: TestDatabase, more: object = {}) {
  const ledgerHeads = await lostHeads('default')
  const metrics = createMetrics()
  const api = await openApi(database, { ledgerHeads, metrics, ...more })
  onTestFinished(() => api.close())
  return { ...api, ledgerHeads, metrics }
}

const gauge = 'unsaid_replay_needed'

test('while the database is behind the known heads no conversation is given out', async ({
  database,
  api: running,
}) => {
  const stored = await storeConversation(database)
  const api = await openBehind(database)
  const refused = { status: 503, body: { errors: [{ code: 'service_unavailable' }] } }

  const read = await api.call('GET', `/conversations/${stored.id}`)
  expect(read).toMatchObject(refused)
  expect(read.body.errors[0].message).toBe(WITHHELD)
  expect(read.headers.get('retry-after')).toBe('30')

  const redacted = await api.redact({
    ...{ type: 'conversation_part', conversation_id: stored.id },
    conversation_part_id: stored.partId,
  })
  expect(redacted).toMatchObject(refused)
  const place = redacted.headers.get('location')!
  expect(await api.call('GET', place)).toMatchObject(refused)
  expect(await api.call('GET', `${place}?wait=1`)).toMatchObject(refused)
  const blind = await createToken(database, ['jobs:read'])
  expect(await api.call('GET', place, { token: blind })).toMatchObject({
    ...{ status: 200, body: { state: 'succeeded', result: null } },
  })
  // The work itself went on.
  expect((await running.call('GET', place)).body.result.id).toBe(stored.id)
  expect(await api.metrics.registry.metrics()).toContain(`${gauge} 1`)
})

test('a workspace that lost nothing is served, and so is everyone once it is settled', async ({
  database,
}) => {
  const stored = await storeConversation(database)
  const other = await freshWorkspace(database)
  const theirs = await storeConversation(database, { workspace: other })
  const api = await openBehind(database)
  const token = await createToken(database, ['conversations:read'], other)
  expect((await api.call('GET', `/conversations/${theirs.id}`, { token })).status).toBe(200)
  expect((await api.call('GET', `/conversations/${stored.id}`)).status).toBe(503)

  const nothing = { workspace: 'default', seq: 0, entryId: '', hash: '00'.repeat(32) }
  const line = { type: 'restored', ...nothing, lossAccepted: true } as const
  await openHeadsFile(api.ledgerHeads).append([line])
  await pollUntil(
    () => api.call('GET', `/conversations/${stored.id}`),
    ({ status }) => status === 200,
  )
  expect(await api.metrics.registry.metrics()).toContain(`${gauge} 0`)
})

test('a setting opens it', async ({ database }) => {
  const stored = await storeConversation(database)
  const api = await openBehind(database, { serveUnreplayed: true })
  expect((await api.call('GET', `/conversations/${stored.id}`)).status).toBe(200)
  expect(await api.metrics.registry.metrics()).toContain(`${gauge} 1`)
})
