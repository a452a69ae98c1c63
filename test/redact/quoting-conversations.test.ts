import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { conversationRows } from '../../src/conversation/conversation-rows.ts'
import { storeRows } from '../../src/conversation/store-rows.ts'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'
import { findJobs } from '../../src/jobs/find-jobs.ts'
import { createLogger } from '../../src/logger.ts'
import { lockTargets } from '../../src/redact/rows/lock-targets.ts'
import { redactTargets } from '../../src/redact/rows/redact-targets.ts'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { redactRawGroup } from '../../src/redact/redact-raw-group.ts'
import { runGroup } from '../../workers/singles/run-group.ts'
import { importObjects } from '../conversation/import-objects.ts'
import { partRequest, redactNow, sourceRequest } from '../conversation/redact-now.ts'
import { test, type TestDatabase } from '../database-test.ts'

const SECRET = '4111 1111 1111 1111'
const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`
const author = { type: 'user', id: 'k', name: 'Kim' }

const plain = {
  ...{ type: 'conversation', id: 'c', updated_at: 10, title: 'Card', state: 'open' },
  source: { id: 's', body: 'hello', author },
  custom_attributes: { plan: 'pro' },
  first_contact_reply: { type: 'conversation', created_at: 1, url: 'https://example.org' },
  conversation_parts: {
    conversation_parts: [
      { type: 'conversation_part', id: 'p', body: SECRET, author },
      { type: 'conversation_part', id: 'q', body: 'thanks', author },
    ],
  },
}

const quoting = {
  ...plain,
  updated_at: 11,
  conversation_message: { id: 's', body: SECRET },
  last_message: { body: SECRET },
  translations: { de: SECRET },
  first_contact_reply: { ...plain.first_contact_reply, body: SECRET },
}

const part = partRequest('c', 'p')

interface Row {
  readonly held: string
  readonly version: string
  readonly quotes: boolean
}

async function rowOf({ admin }: TestDatabase, workspace: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select c.data::text as held, xmin::text as version, quotes_messages as quotes
      from conversation c where workspace_id = ${workspace} and id = 'c'`.execute(admin)
  return rows[0]!
}

async function someoneWaits({ admin }: TestDatabase): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`.execute(admin)
    if (rows.length > 0) return
  }
}

test('a part that is redacted takes along what its conversation quotes, and nothing else', async ({
  database,
}) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, quoting)
  expect((await rowOf(database, workspace)).quotes).toBe(true)

  expect(await redactNow(database.db, workspace, part)).toEqual(['redacted'])
  const { held, quotes } = await rowOf(database, workspace)
  expect(quotes).toBe(false)
  expect(JSON.parse(held)).toEqual({
    ...{ type: 'conversation', id: 'c', updated_at: 11, title: 'Card', state: 'open' },
    custom_attributes: { plan: 'pro' },
    first_contact_reply: { ...plain.first_contact_reply, url: null },
    conversation_parts: { conversation_parts: [] },
  })
})

test('the page of a first reply goes with the source that it is of', async ({ database }) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, plain)
  await redactNow(database.db, workspace, part)
  expect((await rowOf(database, workspace)).held).toContain('https://example.org')
  await redactNow(database.db, workspace, sourceRequest('c', 's'))
  expect((await rowOf(database, workspace)).held).not.toContain('https://example.org')
})

test('an object in the place of a word of it goes with the first part', async ({ database }) => {
  const workspace = newWorkspace()
  const reply = { type: [SECRET], created_at: 1, url: null }
  const parts = { conversation_parts: [{ ...plain.conversation_parts.conversation_parts[1] }] }
  await importObjects(database.db, workspace, {
    ...{ ...plain, first_contact_reply: reply, conversation_parts: parts },
  })
  await redactNow(database.db, workspace, partRequest('c', 'q'))
  expect((await rowOf(database, workspace)).held).not.toContain(SECRET)
})

test('where the team wrote first, it goes with the first part', async ({ database }) => {
  const workspace = newWorkspace()
  const source = { ...plain.source, author: { type: 'admin', id: 'a' } }
  await importObjects(database.db, workspace, { ...plain, source })
  expect((await rowOf(database, workspace)).quotes).toBe(true)
  await redactNow(database.db, workspace, part)
  expect((await rowOf(database, workspace)).held).not.toContain('https://example.org')
})

test.for([
  ['one that quotes nothing', plain, false],
  ['one whose other part was redacted before', quoting, true],
])('of %s the row is not written', async ([, conversation, before], { database }) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, conversation)
  if (before) await redactNow(database.db, workspace, partRequest('c', 'q'))
  const { version } = await rowOf(database, workspace)
  expect(await redactNow(database.db, workspace, part)).toEqual(['redacted'])
  expect((await rowOf(database, workspace)).version).toBe(version)
})

test('a source that is redacted takes it along, alone or together with a part', async ({
  database,
}) => {
  for (const requests of [[sourceRequest('c', 's')], [part, sourceRequest('c', 's')]]) {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, quoting)
    await redactNow(database.db, workspace, ...requests)
    const { held, quotes } = await rowOf(database, workspace)
    expect(held).not.toContain(SECRET)
    expect(JSON.parse(held)).toMatchObject({ title: null })
    expect(quotes).toBe(false)
  }
})

test('raw jobs take it along', async ({ database }) => {
  const workspace = newWorkspace()
  await createWorkspace(database.db, workspace)
  await importObjects(database.db, workspace, quoting)
  await redactRawGroup(database.db, workspace, [
    { id: randomUUID(), request: part, reason: undefined },
  ])
  expect((await rowOf(database, workspace)).held).not.toContain(SECRET)
})

test('of one that was stored before anybody asked, it is looked at, once', async ({ database }) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, quoting)
  await sql`update conversation set quotes_messages = true where workspace_id = ${workspace}`.execute(
    database.admin,
  )
  await redactNow(database.db, workspace, part)
  expect(await rowOf(database, workspace)).toMatchObject({ quotes: false })
  expect((await rowOf(database, workspace)).held).not.toContain(SECRET)
})

test('a part that is not redacted leaves what is quoted', async ({ database }) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, quoting)
  expect(await redactNow(database.db, workspace, partRequest('c', 'x'))).toEqual(['not_found'])
  expect(await rowOf(database, workspace)).toMatchObject({ quotes: true })
})

test.for([part, sourceRequest('c', 's')])(
  'what is redacted is not quoted by a later import, which changes nothing the second time: %j',
  async (request, { database }) => {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, plain)
    await redactNow(database.db, workspace, request)
    await importObjects(database.db, workspace, quoting)
    const { held, quotes, version } = await rowOf(database, workspace)
    expect(held).not.toContain(SECRET)
    expect(JSON.parse(held)).toMatchObject({ updated_at: 11 })
    expect(quotes).toBe(false)
    await importObjects(database.db, workspace, quoting)
    expect((await rowOf(database, workspace)).version).toBe(version)
  },
)

test('an import that makes it quote while a redaction waits for the part is noticed', async ({
  database,
}) => {
  const workspace = newWorkspace()
  await createWorkspace(database.db, workspace)
  await importObjects(database.db, workspace, plain)
  const jobs = await acceptRedactions(database.db, workspace, [
    { request: part, requestedBy: 'cli' },
  ])
  const taken = conversationRows(quoting)
  if (!taken.ok) throw new Error(taken.reason)
  let waiting: Promise<unknown> = Promise.resolve()
  await inWorkspace(database.db, workspace, async (trx) => {
    await storeRows(trx, workspace, [taken.rows], false)
    waiting = runGroup(database.db, { workspace, jobs }, createLogger('silent'))
    await someoneWaits(database)
  })
  await waiting
  const [job] = await findJobs(database.db, workspace, jobs)
  expect(job?.outcome).toBe('redacted')
  const { held, quotes } = await rowOf(database, workspace)
  expect(held).not.toContain(SECRET)
  expect(quotes).toBe(false)
})

test('an import that waits for a redaction of a part does not bring back what quotes it', async ({
  database,
}) => {
  const workspace = newWorkspace()
  await importObjects(database.db, workspace, plain)
  let waiting: Promise<unknown> = Promise.resolve()
  await inWorkspace(database.db, workspace, async (trx) => {
    const locked = await lockTargets(trx, workspace, [part])
    await redactTargets(trx, workspace, [part], locked)
    waiting = importObjects(database.db, workspace, quoting)
    await someoneWaits(database)
  })
  await waiting
  const { held, quotes } = await rowOf(database, workspace)
  expect(held).not.toContain(SECRET)
  expect(JSON.parse(held)).toMatchObject({ updated_at: 11 })
  expect(quotes).toBe(false)
})
