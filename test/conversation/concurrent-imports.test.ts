import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { conversationRows } from '../../src/conversation/conversation-rows.ts'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { storeRows } from '../../src/conversation/store-rows.ts'
import { lockTargets } from '../../src/redact/rows/lock-targets.ts'
import { redactTargets } from '../../src/redact/rows/redact-targets.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importObjects } from './import-objects.ts'
import { partRequest, redactNow, sourceRequest } from './redact-now.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const ROUNDS = 20
const CONVERSATIONS = 60

function conversation(place: number, updatedAt: number, parts: readonly string[]) {
  const author = { type: 'user', id: `k${String(updatedAt)}-${String(place % 7)}` }
  return {
    id: `c${String(place)}`,
    updated_at: updatedAt,
    source: { type: 'email', id: 's', body: String(updatedAt), author },
    conversation_parts: {
      conversation_parts: parts.map((id) => ({ id, body: String(updatedAt), author })),
    },
  }
}

const places = Array.from({ length: CONVERSATIONS }, (_, place) => place)

async function deadlocks({ admin }: TestDatabase): Promise<number> {
  await sql`select pg_stat_clear_snapshot()`.execute(admin)
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks::int from pg_stat_database where datname = current_database()`.execute(admin)
  return rows[0]!.deadlocks
}

test('two imports of the same conversations in opposite order both land, and the later version wins', async ({
  database,
}) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const workspace = newWorkspace()
    // Contacts of both would hold the later import back before it comes to conversations.
    const contacts = round % 4 < 2 ? [{ type: 'contact', id: 'shared' }] : []
    const older = places.map((place) => conversation(place, 10, ['1', '2']))
    const newer = places.toReversed().map((place) => conversation(place, 11, ['2', '3']))
    const versions = round % 2 === 0 ? [older, newer] : [newer, older]
    const imports = await Promise.all(
      versions.map((version) => importObjects(database.db, workspace, ...contacts, ...version)),
    )
    expect(imports.flatMap(({ bad }) => bad)).toEqual([])

    for (const place of places) {
      const read = await readConversation(database.db, workspace, `c${String(place)}`)
      expect(read).toMatchObject({ updated_at: 11, source: { body: '11' } })
      const list = read?.['conversation_parts'] as {
        conversation_parts: { id: string; body: string }[]
      }
      const bodies = Object.fromEntries(list.conversation_parts.map(({ id, body }) => [id, body]))
      expect(bodies).toEqual({ 1: '10', 2: '11', 3: '11' })
    }
  }
  expect(await deadlocks(database)).toBe(0)
})

test('two imports with several batches in flight each, sharing every person, land without a deadlock', async ({
  database,
}) => {
  const workspace = newWorkspace()
  const before = await deadlocks(database)
  const many = Array.from({ length: 2_400 }, (_, place) => conversation(place, 10, ['1']))
  const imports = await Promise.all([
    importObjects(database.db, workspace, ...many),
    importObjects(database.db, workspace, ...many.toReversed()),
  ])
  for (const { bad, counts } of imports) {
    expect(bad).toEqual([])
    expect(counts).toMatchObject({ conversations: 2_400, parts: 2_400 })
  }
  expect(await deadlocks(database)).toBe(before)
  for (const place of [0, 1_200, 2_399]) {
    expect(await readConversation(database.db, workspace, `c${String(place)}`)).toEqual(many[place])
  }
})

test('what several batches in flight tell of one person is settled in the order of the input', async ({
  database,
}) => {
  const workspace = newWorkspace()
  const many = Array.from({ length: 2_001 }, (_, place) => ({
    id: `c${String(place)}`,
    contacts: { contacts: [{ type: 'contact', id: 'hot', name: String(place) }] },
  }))
  await importObjects(database.db, workspace, ...many)
  const { rows } = await sql`
    select data ->> 'name' as name from contact
     where workspace_id = ${workspace} and id = 'hot'`.execute(database.admin)
  expect(rows).toEqual([{ name: '2000' }])
})

test('an older version that waits for a newer one to commit does not overwrite it', async ({
  database,
}) => {
  const workspace = newWorkspace()
  const taken = conversationRows(conversation(1, 11, ['1']))
  if (!taken.ok) throw new Error(taken.reason)
  let waiting: Promise<unknown> = Promise.resolve()
  await inWorkspace(database.db, workspace, async (trx) => {
    await storeRows(trx, workspace, [taken.rows], false)
    waiting = importObjects(database.db, workspace, conversation(1, 10, ['1']))
    await someoneWaits(database)
  })
  await waiting
  expect(await readConversation(database.db, workspace, 'c1')).toEqual(conversation(1, 11, ['1']))
})

const part = partRequest('c1', '1')
const source = sourceRequest('c1', 's')

test.for([[part], [source], [part, source]])(
  'an import that waits for a redaction to commit does not bring the text back: %j',
  async (requests, { database }) => {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, conversation(1, 10, ['1', '2']))
    let waiting: Promise<unknown> = Promise.resolve()
    await inWorkspace(database.db, workspace, async (trx) => {
      const locked = await lockTargets(trx, workspace, requests)
      await redactTargets(trx, workspace, requests, locked)
      waiting = importObjects(database.db, workspace, conversation(1, 77, ['1', '2', '3']))
      await someoneWaits(database)
    })
    await waiting
    const [sourceBody, partBody] = [source, part].map((request) =>
      requests.includes(request) ? PLACEHOLDER : '77',
    )
    const read = await readConversation(database.db, workspace, 'c1')
    expect(read).toMatchObject({ source: { body: sourceBody } })
    expect(read?.['conversation_parts']).toMatchObject({
      conversation_parts: [{ body: partBody }, { body: '77' }, { body: '77' }],
    })
  },
)

test.for([[part], [source], [part, source]])(
  'a redaction that waits for an import to commit takes away what that stored: %j',
  async (requests, { database }) => {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, conversation(1, 10, ['1', '2']))
    const newer = conversationRows(conversation(1, 11, ['1', '2']))
    if (!newer.ok) throw new Error(newer.reason)
    let waiting: Promise<unknown> = Promise.resolve()
    await inWorkspace(database.db, workspace, async (trx) => {
      await storeRows(trx, workspace, [newer.rows], false)
      waiting = Promise.all(requests.map((one) => redactNow(database.db, workspace, one)))
      await someoneWaits(database)
    })
    expect(await waiting).toEqual(requests.map(() => ['redacted']))
    const [sourceBody, partBody] = [source, part].map((request) =>
      requests.includes(request) ? PLACEHOLDER : '11',
    )
    expect(await readConversation(database.db, workspace, 'c1')).toMatchObject({
      source: { body: sourceBody },
      conversation_parts: { conversation_parts: [{ body: partBody }, { body: '11' }] },
    })
  },
)

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

/** Looks until a session of this database waits for a lock. */
async function someoneWaits({ admin }: TestDatabase): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`.execute(admin)
    if (rows.length > 0) return
  }
}
