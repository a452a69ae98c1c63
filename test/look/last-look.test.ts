import { sql } from 'kysely'
import { expect } from 'vitest'
import { findFindings } from '../../src/look/find-findings.ts'
import { test } from '../database-test.ts'
import { rowsWith } from '../scene/stored-copies.ts'
import {
  EMAIL,
  EXTERNAL_ID,
  lookAt,
  NAME,
  openPlanted,
  plant,
  SHARED,
  WHEN,
  type Planted,
} from './planted-person.ts'

const CLEAN = { rows: 9, names: 2, found: {}, exceptions: {} }

test('a look at conversations that tell nothing of the person finds nothing', async ({
  database,
}) => {
  expect(await lookAt(await openPlanted(database))).toEqual(CLEAN)
})

type Column = Parameters<typeof plant>[1]

const PLACES: readonly (readonly [Column, readonly string[], string])[] = [
  ['part.data', ['author', 'note'], 'part.author'],
  ['part.data', ['assigned_to', 'note'], 'part.assigned_to'],
  ['part.data', ['attachments'], 'part.attachments'],
  ['part.data', ['event_details', 'attribute', 'value'], 'part.event_details'],
  ['part.data', ['metadata', 'quick_reply'], 'part.metadata'],
  ['part.data', ['email_message_metadata', 'history'], 'part.email_message_metadata'],
  ['part.data', ['tags', 'tags', 'name'], 'part.tags'],
  ['part.data', ['external_id'], 'part.external_id'],
  ['part.data', ['something new'], 'part.other'],
  ['conversation.source', ['author', 'avatar', 'image_url'], 'source.author'],
  ['conversation.source', ['recipients', 'to'], 'source.recipients'],
  ['conversation.source', ['reply_to'], 'source.reply_to'],
  ['conversation.source', ['subject'], 'source.subject'],
  ['conversation.source', ['body'], 'source.body'],
  ['conversation.source', ['url'], 'source.url'],
  ['conversation.source', ['attachments'], 'source.attachments'],
  ['conversation.data', ['title'], 'conversation.title'],
  ['conversation.data', ['tags', 'tags', 'name'], 'conversation.tags'],
  ['conversation.data', ['topics', 'topics'], 'conversation.topics'],
  ['conversation.data', ['custom_attributes', 'plan'], 'conversation.custom_attributes'],
  ['conversation.data', ['conversation_rating', 'remark'], 'conversation.conversation_rating'],
  ['conversation.data', ['sales_agent', 'collected_data', 'x'], 'conversation.sales_agent'],
  ['conversation.data', ['conversation_message', 'body'], 'conversation.conversation_message'],
  ['conversation.data', ['customers', 'name'], 'conversation.customers'],
  ['conversation.data', ['last_message'], 'conversation.last_message'],
  ['conversation.data', ['first_contact_reply', 'url'], 'conversation.first_contact_reply'],
  ['conversation.data', ['translations', 'en'], 'conversation.translations'],
  ['conversation.data', ['linked_objects', 'data', 'title'], 'conversation.linked_objects'],
  ['conversation.data', ['ai_agent', 'rating_remark'], 'conversation.ai_agent'],
  ['conversation.data', ['unheard', 'of'], 'conversation.other'],
  ['contact.data', ['email'], 'contact.email'],
  ['contact.data', ['phone'], 'contact.phone'],
  ['contact.data', ['location', 'city'], 'contact.location'],
]

const isOthers = (place: string) => /author|assigned_to|customers/.test(place)

test.for(PLACES)(
  'what is left in %s, %s is found there',
  async ([column, path, place], { database }) => {
    for (const text of [EMAIL, `Mail ${EMAIL}`, EXTERNAL_ID, 77012]) {
      const planted = await openPlanted(database)
      await plant(planted, column, path, [{ deep: text }])
      expect(await lookAt(planted), String(text)).toMatchObject({ found: { [place]: 1 } })
    }
    const named = await openPlanted(database)
    await plant(named, column, path, `Hi ${NAME}!`)
    const expected = isOthers(place) && column !== 'conversation.source' ? 'exceptions' : 'found'
    expect(await lookAt(named)).toMatchObject({ [expected]: { [place]: 1 } })
  },
)

test('what names of members tell is found, and repeated nowhere', async ({ database }) => {
  const planted = await openPlanted(database)
  await plant(planted, 'conversation.data', ['custom_attributes', EMAIL], true)
  await plant(planted, 'conversation.data', [EMAIL], 'x')
  expect((await lookAt(planted)).found).toEqual({
    ...{ 'conversation.custom_attributes': 1, 'conversation.other': 1 },
  })
  const { 'unsaid.conversation': stored, ...elsewhere } = await rowsWith(database, EMAIL)
  expect(stored).toBeGreaterThan(0)
  expect(Object.keys(elsewhere)).not.toContain('unsaid.look_finding')
})

async function write({ database, workspace }: Planted, part: string, body: string) {
  await sql`
    update conversation_part set body = ${body}
     where workspace_id = ${workspace} and id = ${part}`.execute(database.admin)
}

test('what others wrote is an exception of scope authored, and no other', async ({ database }) => {
  const planted = await openPlanted(database)
  await write(planted, 'one-p1', `Dear ${NAME}, I write to ${EMAIL}`)
  expect(await lookAt(planted)).toEqual({ ...CLEAN, exceptions: { 'part.body': 1 } })
  expect(await lookAt(planted, { scope: 'conversations' })).toEqual({
    ...CLEAN,
    found: { 'part.body': 1 },
  })
  await write(planted, 'one-p2', `This is ${NAME}`)
  expect(await lookAt(planted)).toEqual({
    ...{ ...CLEAN, found: { 'part.body': 1 } },
    exceptions: { 'part.body': 1 },
  })
})

test('what a workspace keeps by name is an exception', async ({ database }) => {
  const planted = await openPlanted(database)
  await plant(planted, 'conversation.data', ['custom_attributes', 'plan of'], { of: EMAIL })
  const exceptions = { 'conversation.custom_attributes': 1 }
  expect(await lookAt(planted)).toEqual({ ...CLEAN, exceptions })
})

test('what somebody else has now is an exception with them, and nowhere else', async ({
  database,
}) => {
  const planted = await openPlanted(database)
  await plant(planted, 'part.data', ['author', 'external_id'], SHARED)
  expect(await lookAt(planted)).toEqual({ ...CLEAN, exceptions: { 'part.author': 1 } })
  await plant(planted, 'part.data', ['author', 'external_id'], EXTERNAL_ID)
  expect(await lookAt(planted)).toEqual({ ...CLEAN, found: { 'part.author': 1 } })
  await plant(planted, 'part.data', ['author', 'external_id'], null)
  await plant(planted, 'part.data', ['tags'], [SHARED])
  expect(await lookAt(planted)).toEqual({ ...CLEAN, found: { 'part.tags': 1 } })
})

test('ids, kinds, times and counts are no one', async ({ database }) => {
  const planted = await openPlanted(database)
  await plant(planted, 'part.data', ['id'], EXTERNAL_ID)
  await plant(planted, 'part.data', ['tags', 'id'], EXTERNAL_ID)
  await plant(planted, 'part.data', ['state'], NAME)
  await plant(planted, 'conversation.data', ['waiting_since'], 77012)
  await plant(planted, 'conversation.data', ['total_count'], 77012)
  expect(await lookAt(planted)).toEqual(CLEAN)
})

test('findings are told by ids and places, a page at a time', async ({ database }) => {
  const planted = await openPlanted(database)
  await plant(planted, 'conversation.source', ['body'], `${NAME} ${EMAIL}`)
  await plant(planted, 'part.data', ['tags'], [NAME])
  await write(planted, 'one-p0', EMAIL)
  await write(planted, 'one-p2', EMAIL)
  await lookAt(planted)
  const { workspace } = planted
  const first = await findFindings(database.db, workspace, 'job-1', { after: 0, limit: 3 })
  const next = await findFindings(database.db, workspace, 'job-1', { after: 3, limit: 3 })
  const all = [...first, ...next].map(({ nth: _, ...finding }) => finding)
  const one = { conversationId: 'one' }
  expect(all).toHaveLength(4)
  expect(all).toEqual(
    expect.arrayContaining([
      { ...one, place: 'source.body', targetId: null },
      { ...one, place: 'part.tags', targetId: 'one-p1' },
      { ...one, place: 'part.body', targetId: 'one-p0' },
      { ...one, place: 'part.body', targetId: 'one-p2' },
    ]),
  )

  await write(planted, 'one-p0', 'x')
  await lookAt(planted)
  expect(await findFindings(database.db, workspace, 'job-1', { after: 0, limit: 9 })).toHaveLength(
    3,
  )
})

test('what came later than a certificate is passed over, in any unit of time', async ({
  database,
}) => {
  const planted = await openPlanted(database)
  await plant(planted, 'conversation.data', ['tags'], [NAME])
  await plant(planted, 'part.data', ['tags'], [NAME])
  expect((await lookAt(planted, { until: WHEN })).found).toEqual({
    ...{ 'conversation.tags': 1, 'part.tags': 1 },
  })
  expect((await lookAt(planted, { until: WHEN - 1 })).found).toEqual({})
  await plant(planted, 'part.data', ['created_at'], `${WHEN - 2}000`)
  expect((await lookAt(planted, { until: WHEN - 1 })).found).toEqual({ 'part.tags': 1 })
})

test('thousands of rows are read a few at a time, and those that read the same as one', async ({
  database,
}) => {
  const planted = await openPlanted(database)
  const { workspace } = planted
  await sql`
    insert into conversation_part (workspace_id, conversation_id, id, position, author_type,
                                   author_id, body, data)
    select ${workspace}, 'one', 'many-' || g, g + 9, 'user', 'orla', null,
           jsonb_build_object('id', g, 'created_at', g, 'nth', g % 1000)
      from generate_series(1, 5000) g`.execute(database.admin)
  await sql`
    update conversation_part set body = ${`from ${EMAIL}`}
     where workspace_id = ${workspace} and (data ->> 'nth')::int = 7`.execute(database.admin)
  const look = await lookAt(planted)
  expect(look).toEqual({ ...CLEAN, rows: 5_009, found: { 'part.body': 5 } })
})
