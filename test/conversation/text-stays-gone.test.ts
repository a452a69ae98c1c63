import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import type { Json, JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importObjects } from './import-objects.ts'
import { partRequest, redactNow, sourceRequest } from './redact-now.ts'

const PLACEHOLDER = '<p><i>This message was deleted</i></p>'
const SECRET = '4111 1111 1111 1111'

const author = { type: 'user', id: 'k', name: 'Kim', email: 'kim@example.com' }

const part = (members: JsonObject = {}): JsonObject => ({
  type: 'conversation_part',
  id: '2',
  author,
  ...members,
})

const source = (members: JsonObject = {}): JsonObject => ({ id: '3', author, ...members })

const conversation = (members: JsonObject = {}): JsonObject => ({
  type: 'conversation',
  id: '1',
  updated_at: 10,
  title: SECRET,
  source: source({ body: SECRET }),
  conversation_parts: { conversation_parts: [part({ body: SECRET })] },
  ...members,
})

const later = (members: JsonObject) => conversation({ updated_at: 4_000_000_000, ...members })

const withPart = (members: JsonObject) => ({
  conversation_parts: { conversation_parts: [part(members)] },
})

/** A workspace with one conversation whose part and source are redacted. */
async function redacted({ db }: TestDatabase, first = conversation()): Promise<string> {
  const workspace = `w-${randomUUID().slice(0, 8)}`
  await importObjects(db, workspace, first)
  const requests = [partRequest('1', '2'), sourceRequest('1', '3')]
  expect(await redactNow(db, workspace, ...requests)).toEqual(['redacted', 'redacted'])
  return workspace
}

/** Everything the message tables hold of a workspace. */
async function stored({ admin }: TestDatabase, workspace: string): Promise<string> {
  const { rows } = await sql<{ held: string }>`
    select coalesce(string_agg(held, ' '), '') as held from (
      select c::text as held from conversation c where workspace_id = ${workspace}
      union all
      select p::text from conversation_part p where workspace_id = ${workspace}) row`.execute(admin)
  return rows[0]!.held
}

const SHAPES: readonly Json[] = [SECRET, [SECRET], { html: SECRET }, [[{ [SECRET]: 1 }]]]

const UNKNOWN = ['body_html', 'translations', '__proto__', 'constructor', '', 'Body', 'body ', '0']

const PART_MEMBERS = [
  ...['body', 'attachments', 'email_message_metadata', 'metadata', 'event_details', 'redacted'],
  ...['updated_at', 'subject', 'url', ...UNKNOWN],
]

const SOURCE_MEMBERS = [
  ...['body', 'subject', 'attachments', 'url', 'recipients', 'reply_to', 'redacted'],
  ...['email_message_metadata', 'metadata', 'updated_at', ...UNKNOWN],
]

const everywhere = (names: readonly string[], shape: Json) =>
  Object.fromEntries(names.map((name) => [name, shape]))

describe('no member in no shape keeps the text', () => {
  test.for(SHAPES)('when it is redacted: %j', async (shape, { database }) => {
    const first = conversation({
      title: shape,
      source: source(everywhere(SOURCE_MEMBERS, shape)),
      ...withPart(everywhere(PART_MEMBERS, shape)),
    })
    const workspace = await redacted(database, first)
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })

  test.for(SHAPES)('when it is imported over a redaction: %j', async (shape, { database }) => {
    const workspace = await redacted(database)
    const second = later({
      title: shape,
      source: source(everywhere(SOURCE_MEMBERS, shape)),
      ...withPart(everywhere(PART_MEMBERS, shape)),
    })
    await importObjects(database.db, workspace, second)
    expect(await stored(database, workspace)).not.toContain(SECRET)
    const read = await readConversation(database.db, workspace, '1')
    expect(read).toMatchObject({ title: null, source: { body: PLACEHOLDER, subject: '' } })
    expect(read).toMatchObject(withPart({ body: PLACEHOLDER, attachments: [], redacted: true }))
  })

  test.for<Json>([null, SECRET, [SECRET], 5])(
    'when the source is %j later, and an object again after that',
    async (odd, { database }) => {
      const workspace = await redacted(database)
      await importObjects(
        database.db,
        workspace,
        later({ title: null, source: odd, ...withPart({}) }),
      )
      expect(await stored(database, workspace)).not.toContain(SECRET)
      expect(await redactNow(database.db, workspace, sourceRequest('1', '3'))).toEqual([
        'already_redacted',
      ])
      await importObjects(database.db, workspace, later({}))
      expect(await stored(database, workspace)).not.toContain(SECRET)
    },
  )

  test('when the source has another id later', async ({ database }) => {
    const workspace = await redacted(database)
    await importObjects(database.db, workspace, later({ source: { id: '4', body: SECRET } }))
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })

  test.for<Json>([null, 'text', [], { conversation_parts: null }])(
    'when the list of parts is %j later, and a list again after that',
    async (list, { database }) => {
      const workspace = await redacted(database)
      await importObjects(database.db, workspace, later({ conversation_parts: list }))
      const read = await readConversation(database.db, workspace, '1')
      expect(read).toMatchObject(withPart({ body: PLACEHOLDER }))
      await importObjects(database.db, workspace, later({}))
      expect(await stored(database, workspace)).not.toContain(SECRET)
    },
  )

  test('when ids come as numbers later', async ({ database }) => {
    const workspace = await redacted(database)
    const numbered = later({ id: 1, source: source({ id: 3, body: SECRET }) })
    await importObjects(database.db, workspace, {
      ...numbered,
      ...withPart({ id: 2, body: SECRET }),
    })
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })

  test('when the export is older than the stored one', async ({ database }) => {
    const workspace = await redacted(database)
    await importObjects(database.db, workspace, conversation({ updated_at: 9 }))
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })

  test('of a part in another conversation is left alone', async ({ database }) => {
    const workspace = await redacted(database)
    const other = conversation({ id: '5', source: null, title: null })
    await importObjects(database.db, workspace, other)
    expect(await readConversation(database.db, workspace, '5')).toEqual(other)
  })
})

describe('what the contract keeps is kept', () => {
  const kept = {
    part_type: 'comment',
    created_at: 1,
    notified_at: 2,
    assigned_to: { type: 'nobody_admin', id: null },
    external_id: 'e',
    state: 'open',
    tags: [{ type: 'tag', id: '1', name: 'urgent' }],
    app_package_code: null,
  }

  test('of a part, without members of members that nobody knows', async ({ database }) => {
    const more = {
      assigned_to: { ...kept.assigned_to, note: SECRET },
      tags: kept.tags.map((tag) => ({ ...tag, note: SECRET })),
      author: { ...author, phone: SECRET },
    }
    const first = conversation(withPart({ ...kept, ...more, body: SECRET, updated_at: 3 }))
    const workspace = await redacted(database, first)
    const read = await readConversation(database.db, workspace, '1')
    expect(read).toMatchObject(withPart({ ...part(kept), body: PLACEHOLDER }))
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })
})

describe('redacted: true in an import', () => {
  test('is not our mark: a request still takes the quoted history away', async ({ database }) => {
    const metadata = { subject: SECRET, history: SECRET }
    const message = { body: PLACEHOLDER, redacted: true, email_message_metadata: metadata }
    const first = conversation({ title: 'x', source: source(message), ...withPart(message) })
    const workspace = `w-${randomUUID().slice(0, 8)}`
    await importObjects(database.db, workspace, first)
    expect(await readConversation(database.db, workspace, '1')).toEqual(first)

    const requests = [partRequest('1', '2'), sourceRequest('1', '3')]
    expect(await redactNow(database.db, workspace, ...requests)).toEqual(['redacted', 'redacted'])
    expect(await stored(database, workspace)).not.toContain(SECRET)
  })
})

describe('a request', () => {
  const asked = conversation({
    source: source({ author: { type: 'admin', id: '9' }, body: SECRET }),
    conversation_parts: {
      conversation_parts: [
        part({ id: 'text', body: SECRET }),
        part({ id: 'zero', body: 0 }),
        part({ id: 'blank', body: ' ' }),
        part({ id: 'empty', body: '' }),
        part({ id: 'null', body: null }),
        part({ id: 'absent' }),
      ],
    },
  })

  test('is answered by what it names', async ({ database }) => {
    const workspace = `w-${randomUUID().slice(0, 8)}`
    await importObjects(database.db, workspace, asked, conversation({ id: '7' }))
    const requests = [
      ...['text', 'zero', 'blank', 'empty', 'null', 'absent'].map((id) => partRequest('1', id)),
      ...[partRequest('1', '2'), partRequest('9', '2'), sourceRequest('1', '4')],
      ...[sourceRequest('9', '3'), sourceRequest('1', '3'), partRequest('7', '3')],
      ...[sourceRequest('7', '2'), partRequest('1', 'text')],
    ]
    expect(await redactNow(database.db, workspace, ...requests)).toEqual([
      ...['redacted', 'redacted', 'redacted', 'not_redactable', 'not_redactable', 'not_redactable'],
      ...['not_found', 'not_found', 'not_found'],
      ...['not_found', 'not_redactable', 'not_found'],
      ...['not_found', 'already_redacted'],
    ])
  })

  test('never reaches another workspace', async ({ database }) => {
    const [mine, theirs] = [randomUUID(), randomUUID()].map((id) => `w-${id.slice(0, 8)}`)
    await importObjects(database.db, theirs!, conversation())
    const requests = [partRequest('1', '2'), sourceRequest('1', '3')]
    expect(await redactNow(database.db, mine!, ...requests)).toEqual(['not_found', 'not_found'])
    expect(await readConversation(database.db, theirs!, '1')).toEqual(conversation())
    expect(await readConversation(database.db, mine!, '1')).toBeUndefined()
  })
})
