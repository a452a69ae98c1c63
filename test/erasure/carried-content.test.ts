import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { acceptErasure, type ErasureScope } from '../../src/erasure/accept-erasure.ts'
import { findJob } from '../../src/jobs/find-jobs.ts'
import { addKeep } from '../../src/access/keeps.ts'
import type { JsonObject } from '../contract/read-samples.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import { drive } from './drive.ts'
import { certificateOf } from './erasure-scene.ts'
import { importWithPepper, PEPPER } from './pepper.ts'

/*
 * Shapes that people reported of the conversations they hold, and more of their kinds. What is
 * SECRET in them may be nowhere after an erasure.
 */

const SECRET = 'eva-secret-words'
const AT = 1_700_000_000
const eva = { type: 'user', id: 'c-ev', name: 'Eva Munk', email: 'eva.munk@example.org' }
const agent = { type: 'admin', id: 'agent', name: 'Agent' }

function conversationWith(part: JsonObject, members: JsonObject = {}) {
  return {
    ...{ type: 'conversation', id: '510003', created_at: AT, updated_at: AT + 500, title: null },
    source: {
      ...{ type: 'conversation', id: '710003', delivered_as: 'customer_initiated', subject: '' },
      ...{ body: '<p>hello</p>', author: eva, attachments: [], url: null, redacted: false },
    },
    contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: 'c-ev' }] },
    conversation_parts: {
      type: 'conversation_part.list',
      conversation_parts: [partWith(part), partWith({ id: 'other', body: 'bye', author: agent })],
      total_count: 2,
    },
    ...members,
  }
}

const partWith = (members: JsonObject) => ({
  ...{ type: 'conversation_part', id: 'p', part_type: 'close', body: null, author: eva },
  ...{ created_at: AT, updated_at: AT, notified_at: AT, assigned_to: null, attachments: [] },
  ...members,
})

async function fresh(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

async function erase({ db }: TestDatabase, scope: ErasureScope): Promise<string> {
  const selector = { kind: 'email', value: eva.email } as const
  const ask = { dryRun: false, dueAt: new Date(), lanes: 1, requestedBy: 'cli' }
  const accepted = await acceptErasure(db, 'default', { selector, scope, ...ask }, PEPPER)
  if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
  await drive(db, 'default', accepted.job)
  expect((await findJob(db, 'default', accepted.job))?.state).toBe('succeeded')
  return accepted.job
}

async function partOf({ admin }: TestDatabase, id = 'p') {
  const { rows } = await sql<{ body: string | null; data: JsonObject; redacted: boolean }>`
    select body, data, redacted_at is not null as redacted from conversation_part
     where id = ${id}`.execute(admin)
  return rows[0]!
}

const idOf = (what: string) => what.replaceAll(' ', '-')
const value = { name: SECRET, previous: SECRET }

/** Of a part without a body. */
const PARTS: Record<string, JsonObject> = {
  'event details of an attribute': { event_details: { attribute: { name: 'Phone' }, value } },
  'event details in a shape of their own': { event_details: { fields: [{ [SECRET]: 1 }] } },
  'event details that are text': { event_details: SECRET },
  'event details that are a list': { event_details: [SECRET] },
  'a file': { attachments: [{ type: 'upload', name: SECRET, url: SECRET }] },
  'files in an odd list': { attachments: { upload: SECRET } },
  'quick replies': { metadata: { quick_reply_options: [{ text: SECRET, uuid: '1' }] } },
  'a quick reply that was chosen': { metadata: { quick_reply_uuid: SECRET } },
  'a transcript': { transcript: { lines: [SECRET] } },
  'a body in another member': { body_html: SECRET },
  'a body as text and as HTML': { body: '', plain_text: SECRET },
  translations: { translations: { de: SECRET } },
  'a voice message': { recording: { url: SECRET } },
}

describe.for(['authored', 'conversations'] as const)('in scope %s', (scope) => {
  test('a part that carries something without a body is a message: nothing of it stays', async () => {
    const database = await fresh()
    const all = Object.entries(PARTS).map(([what, members]) => ({ what, id: idOf(what), members }))
    for (const { id, members } of all) {
      const one = conversationWith({ ...members, id }, { id })
      const text = JSON.stringify(one).replaceAll(SECRET, `${SECRET} of ${id}.`)
      await importWithPepper(database.db, 'default', JSON.parse(text) as object)
      expect(await rowsWith(database, `${SECRET} of ${id}.`), id).not.toEqual({})
    }
    const job = await erase(database, scope)

    for (const { what, id } of all) {
      expect(await rowsWith(database, `${SECRET} of ${id}.`), what).toEqual({})
      const { redacted, body, data } = await partOf(database, id)
      expect([redacted, body || null], what).toEqual([true, null])
      expect(data, what).toMatchObject({ redacted: true, attachments: [] })
    }
    const messages = all.length * (scope === 'authored' ? 2 : 3)
    const certificate = await certificateOf({ database }, job)
    expect(certificate?.messages).toMatchObject({ total: messages, redacted: messages })
    expect(certificate?.files_detached).toBe(1)
  })

  test('an assignment does not become a message that was deleted', async () => {
    const database = await fresh()
    const members = { part_type: 'assignment', assigned_to: { type: 'admin', id: '5' } }
    await importWithPepper(database.db, 'default', conversationWith({ ...members, metadata: {} }))
    await erase(database, scope)
    const { redacted, body, data } = await partOf(database)
    expect([redacted, body]).toEqual([false, null])
    expect(data).toMatchObject({ ...members, body: null })
    expect(data).not.toHaveProperty('redacted')
  })

  test("somebody else's event details go, and their part stays", async () => {
    const database = await fresh()
    const members = { author: agent, body: 'said by the agent', event_details: { value } }
    await importWithPepper(database.db, 'default', conversationWith(members))
    await erase(database, scope)
    expect(await rowsWith(database, SECRET)).toEqual({})
    const { redacted, body } = await partOf(database)
    expect(redacted).toBe(scope === 'conversations')
    expect(body === 'said by the agent').toBe(scope === 'authored')
  })

  test('what is nowhere in the messages goes, too, member by member', async () => {
    const database = await fresh()
    for (const [member, held] of Object.entries(CONVERSATION)) {
      const text = JSON.stringify(conversationWith({}, { id: member, [member]: held }))
      const one = JSON.parse(text.replaceAll(SECRET, `${SECRET} in ${member}.`)) as object
      await importWithPepper(database.db, 'default', one)
      expect(await rowsWith(database, `${SECRET} in ${member}.`), member).not.toEqual({})
    }
    await erase(database, scope)
    for (const member of Object.keys(CONVERSATION)) {
      expect(await rowsWith(database, `${SECRET} in ${member}.`), member).toEqual({})
    }
  })

  test('an export that brings it back brings it emptied', async () => {
    const database = await fresh()
    await importWithPepper(database.db, 'default', conversationWith({ body: 'hello' }))
    await erase(database, scope)
    for (const [what, members] of Object.entries(PARTS)) {
      const again = conversationWith({ ...members, id: `again-${idOf(what)}` })
      await importWithPepper(database.db, 'default', { ...again, updated_at: AT + 600 })
      expect(await rowsWith(database, SECRET), what).toEqual({})
    }
    await importWithPepper(database.db, 'default', conversationWith({}, CONVERSATION))
    expect(await rowsWith(database, SECRET)).toEqual({})
  })
})

/** Of the conversation's own. */
const CONVERSATION: JsonObject = {
  ...{ sales_agent: { outcome: 'qualified', collected_data: { name: SECRET, other: [SECRET] } } },
  ...{ last_message: { body: SECRET }, translations: { de: SECRET }, summary: SECRET },
  first_contact_reply: { type: 'conversation', created_at: AT, url: SECRET, text: SECRET },
  linked_objects: { type: 'list', data: [{ type: 'ticket', id: '1', title: SECRET }] },
  ai_agent: {
    ...{ source_title: SECRET, rating_remark: SECRET, summary: SECRET },
    content_sources: { content_sources: [{ title: SECRET, url: SECRET }] },
  },
  conversation_rating: {
    rating: 1,
    remark: SECRET,
    extra: SECRET,
    contact: { id: 'c-ev', x: SECRET },
  },
  contacts: {
    type: 'contact.list',
    contacts: [
      {
        ...{ type: 'contact', id: 'c-ev', external_id: SECRET, phone: SECRET, avatar: SECRET },
        ...{ location: { city: SECRET }, custom_attributes: { card: SECRET } },
      },
    ],
  },
  ...{ custom_attributes: { card: SECRET }, company: { name: SECRET }, ticket: { title: SECRET } },
  ...{
    external_references: [{ type: 'crm', id: SECRET }],
    channel: { initial: 'x', note: SECRET },
  },
  ...{ topics: { topics: [{ name: SECRET }] }, ai_topics: { topics: [{ topic_name: SECRET }] } },
  ...{ tags: { tags: [{ type: 'tag', id: '1', name: 'vip', note: SECRET }] }, pages: SECRET },
  ...{
    statistics: { count_reopens: 1, note: SECRET },
    sla_applied: { sla_name: 'x', note: SECRET },
  },
  ...{ teammates: { teammates: [{ type: 'admin', id: '1', note: SECRET }] } },
}

test('what the workspace keeps by name stays, as it was named when the erasure was accepted', async () => {
  const database = await fresh()
  const attributes = { plan: 'pro', card: SECRET }
  const contacts = [{ type: 'contact', id: 'c-ev', custom_attributes: { tier: 1, x: SECRET } }]
  const members = { custom_attributes: attributes, contacts: { type: 'contact.list', contacts } }
  await importWithPepper(database.db, 'default', conversationWith({}, members))
  await addKeep(database.db, 'default', 'custom_attributes.plan')
  await addKeep(database.db, 'default', 'contact.custom_attributes.tier')
  const job = await erase(database, 'authored')
  await sql`delete from workspace_keep`.execute(database.admin)
  const left = async () => {
    const { rows } = await sql<{ data: JsonObject }>`select data from conversation`.execute(
      database.admin,
    )
    return rows[0]!.data
  }
  const expected = {
    custom_attributes: { plan: 'pro' },
    contacts: { contacts: [{ id: 'c-ev', custom_attributes: { tier: 1 } }] },
  }
  expect(await left()).toMatchObject(expected)
  expect(await rowsWith(database, SECRET)).toEqual({})
  const { rows } = await sql<{ keeps: string[]; data: JsonObject }>`
    select keeps, contact.data from erasure, contact where job_id = ${job}`.execute(database.admin)
  expect(rows).toEqual([
    {
      keeps: ['contact.custom_attributes.tier', 'custom_attributes.plan'],
      data: { id: 'c-ev', custom_attributes: { tier: 1 } },
    },
  ])

  await importWithPepper(
    database.db,
    'default',
    conversationWith({}, { ...members, updated_at: AT + 900 }),
  )
  expect(await left()).toMatchObject(expected)
  expect(await rowsWith(database, SECRET)).toEqual({})
})
