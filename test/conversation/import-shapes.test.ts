import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importWithPepper, suppressNow } from '../erasure/pepper.ts'
import { importObjects } from './import-objects.ts'
import { redactNow, sourceRequest } from './redact-now.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const SECRET = 'xyzzy'
const orla = { type: 'user', id: '5c01', name: 'Orla', email: 'orla@example.org' }

/** As API 1.x gave it. */
const legacy = {
  ...{ type: 'conversation', id: '510001', created_at: 1571353688, updated_at: 1571353997 },
  conversation_message: {
    ...{ type: 'conversation', id: '432200001', delivered_as: 'customer_initiated', subject: '' },
    ...{ body: SECRET, author: orla, attachments: [], url: null },
  },
  user: { type: 'user', id: '5c01' },
  customers: [{ type: 'user', id: '5c01' }],
  assignee: null,
  open: true,
  conversation_parts: {
    type: 'conversation_part.list',
    conversation_parts: [
      { ...{ type: 'conversation_part', id: '610001', body: SECRET }, created_at: 1, author: orla },
    ],
    total_count: 1,
  },
}

const plain = (members: object = {}) => ({
  ...{ type: 'conversation', id: '1', created_at: 1700000000, updated_at: 1700000500 },
  source: { id: '2', body: SECRET, author: orla },
  ...members,
})

const withParts = (count: number, total: unknown) => ({
  type: 'conversation_part.list',
  conversation_parts: Array.from({ length: count }, (_, id) => ({ id: `p${id}`, body: 'x' })),
  total_count: total,
})

async function participantsOf({ admin }: TestDatabase, workspace: string): Promise<string[]> {
  const { rows } = await sql<{ contact_id: string }>`
    select contact_id from conversation_contact where workspace_id = ${workspace}
     order by contact_id`.execute(admin)
  return rows.map((row) => row.contact_id)
}

describe('a conversation of API 1.x', () => {
  test('has a source that can be redacted, and its people take part', async ({ database }) => {
    const workspace = newWorkspace()
    const { bad } = await importObjects(database.db, workspace, legacy)
    expect(bad).toEqual([])
    expect(await participantsOf(database, workspace)).toEqual(['5c01'])
    const read = await readConversation(database.db, workspace, '510001')
    expect(read).toMatchObject({
      source: { id: '432200001', body: SECRET, author: orla, redacted: false },
      contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: '5c01' }] },
    })
    for (const name of ['conversation_message', 'user', 'customers', 'assignee']) {
      expect(read).not.toHaveProperty(name)
    }
    const request = sourceRequest('510001', '432200001')
    expect(await redactNow(database.db, workspace, request)).toEqual(['redacted'])
  })

  test('is kept out where its writer was erased, and the same when it comes again', async ({
    database,
  }) => {
    const { db } = database
    const workspace = newWorkspace()
    await importWithPepper(db, workspace, { ...orla, type: 'contact', id: 'by-another-id' })
    await suppressNow(db, workspace, ['by-another-id'])
    const counts = await importWithPepper(db, workspace, legacy)
    expect(counts).toMatchObject({ conversations: 1, emptied: 2, kept_out: 0 })
    const read = await readConversation(db, workspace, '510001')
    expect(JSON.stringify(read)).not.toMatch(/xyzzy|Orla|orla@/)
    expect(await importWithPepper(db, workspace, legacy)).toMatchObject({ emptied: 0, kept_out: 2 })
    expect(await readConversation(db, workspace, '510001')).toEqual(read)
  })
})

test('records that are not understood are bad, each with its line and what it looks like', async ({
  database,
}) => {
  const workspace = newWorkspace()
  const { counts, bad } = await importObjects(
    database.db,
    workspace,
    { id: 12, inbox_id: 3, messages: [{ id: 901, content: SECRET, message_type: 0 }] },
    { id: 35436, subject: SECRET, requester_id: 7, comments: [{ id: 1, body: SECRET }] },
    { id: '5c', role: 'user', email: 'lone@example.org', name: SECRET },
    plain({ conversation_parts: [{ id: '3', body: SECRET }] }),
    plain({ id: 'good' }),
  )
  expect(bad).toEqual([
    '1! looks like an export of Chatwoot, not of Intercom',
    '2! looks like an export of Zendesk, not of Intercom',
    '3! looks like a contact that does not say its type',
    '4! its conversation_parts are a bare list, not an object that holds the list',
  ])
  expect(counts).toMatchObject({ conversations: 1, contacts: 0, bad: 4, warnings: 0 })
})

test('a deletion changes nothing that is stored, and is counted', async ({ database }) => {
  const workspace = newWorkspace()
  const deleted = { type: 'conversation', id: '1', metrics_retained: true, deleted_at: 1734537745 }
  const contact = { type: 'user', id: '5c01', deleted: true }
  await importObjects(database.db, workspace, plain())
  const told = await importObjects(database.db, workspace, deleted, contact)
  expect(told.counts).toMatchObject({ conversations: 0, contacts: 0, bad: 0, deletions: 2 })
  const reason = 'says only that something was deleted, and changes nothing'
  expect(told.warnings).toEqual([`1! ${reason}`, `2! ${reason}`])
  expect(await readConversation(database.db, workspace, '1')).toEqual(plain())
})

describe('an export that was cut is told', () => {
  test.for<[came: number, total: unknown, isTold: boolean]>([
    [3, 703, true],
    [500, 703, true],
    [500, 501, true],
    [0, 1, true],
    [1, 2, true],
    [8, 10, true],
    [9, 10, false],
    [499, 501, false],
    [3, 3, false],
    [3, 2, false],
    [0, 0, false],
    [3, '703', false],
    [3, null, false],
    [3, undefined, false],
  ])('%j of %j: %j', async ([came, total, isTold], { database }) => {
    const workspace = newWorkspace()
    const list = withParts(came, total)
    const told = await importObjects(database.db, workspace, plain({ conversation_parts: list }))
    const reason = `has ${came} of its ${String(total)} conversation parts: the export was cut`
    expect(told.warnings).toEqual(isTold ? [`1! ${reason}`] : [])
    expect(told.counts).toMatchObject({ conversations: 1, bad: 0, warnings: isTold ? 1 : 0 })
  })
})

test('a time that is not understood is told, an absent one is not', async ({ database }) => {
  const workspace = newWorkspace()
  const parts = (...times: unknown[]) => ({
    conversation_parts: {
      conversation_parts: times.map((at, id) => ({ id: String(id), created_at: at })),
    },
  })
  const told = await importObjects(
    database.db,
    workspace,
    plain({ id: 'a', ...parts(undefined, null, 1700000000000, '2023-11-14T22:13:20Z') }),
    plain({ id: 'b', ...parts(SECRET) }),
    plain({ id: 'c', created_at: {}, ...parts(1, '14.11.2023') }),
  )
  expect(told.warnings).toEqual([
    '2! one created_at is no time that is understood: counts as old where people were erased',
    '3! 2 of its created_at are no time that is understood: counts as old where people were erased',
  ])
  expect(told.counts).toMatchObject({ conversations: 3, bad: 0, warnings: 2 })
})
