import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { importRecords } from '../../src/conversation/import-records.ts'
import { readRecords } from '../../src/json-stream/read-records.ts'
import { readContacts, readSamples, type JsonObject } from '../contract/read-samples.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importObjects } from './import-objects.ts'
import { partRequest, redactNow, sourceRequest } from './redact-now.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const list = (...all: unknown[]) => ({ type: 'conversation_part.list', conversation_parts: all })

const version = (updatedAt: number, title: string, ...parts: unknown[]) => ({
  type: 'conversation',
  id: '1',
  title,
  updated_at: updatedAt,
  conversation_parts: list(...parts),
})

const part = (id: string, body: string) => ({ id, body, author: { type: 'admin', id: '9' } })

async function readOne({ db }: TestDatabase, workspace: string): Promise<JsonObject> {
  return (await readConversation(db, workspace, '1')) as JsonObject
}

describe('a later version', () => {
  test('brings what it has up to date, keeps what it lacks, and appends what is new', async ({
    database,
  }) => {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, version(10, 'a', part('1', 'a'), part('2', 'a')))
    const later = version(11, 'b', part('4', 'b'), part('2', 'b'), part('3', 'b'))
    await importObjects(database.db, workspace, later)

    const expected = [part('1', 'a'), part('2', 'b'), part('4', 'b'), part('3', 'b')]
    expect(await readOne(database, workspace)).toEqual(version(11, 'b', ...expected))
  })

  test('of the same second counts as later', async ({ database }) => {
    const workspace = newWorkspace()
    await importObjects(database.db, workspace, version(10, 'a'), version(10, 'b'))
    expect(await readOne(database, workspace)).toEqual(version(10, 'b'))
  })

  test('without a time counts as later', async ({ database }) => {
    const workspace = newWorkspace()
    const timeless = { type: 'conversation', id: '1', title: 'b' }
    await importObjects(database.db, workspace, version(10, 'a'), timeless)
    expect(await readOne(database, workspace)).toEqual(timeless)
  })
})

describe('an older version', () => {
  test('tells nothing new of a person, in another import or the same', async ({ database }) => {
    const workspace = newWorkspace()
    const named = (updatedAt: number, name: string) => ({
      ...version(updatedAt, name),
      source: { author: { type: 'user', id: 'k', name } },
    })
    await importObjects(database.db, workspace, named(10, 'Kim'))
    await importObjects(database.db, workspace, named(9, 'Kimberly'))
    expect(await contact(database, workspace, 'k')).toMatchObject({ name: 'Kim' })
    await importObjects(database.db, workspace, named(11, 'Kay'), named(9, 'Kimberly'))
    expect(await contact(database, workspace, 'k')).toMatchObject({ name: 'Kay' })
  })

  test('adds parts that are not known, in their order, and changes nothing else', async ({
    database,
  }) => {
    const workspace = newWorkspace()
    const first = version(10, 'a', part('1', 'a'), part('2', 'a'))
    await importObjects(database.db, workspace, first)
    const older = version(9, 'b', part('4', 'b'), part('2', 'b'), part('3', 'b'))
    await importObjects(database.db, workspace, older)

    const expected = [part('1', 'a'), part('2', 'a'), part('4', 'b'), part('3', 'b')]
    expect(await readOne(database, workspace)).toEqual(version(10, 'a', ...expected))
  })

  test('is told apart in one batch, too, and by either form of the id', async ({ database }) => {
    const workspace = newWorkspace()
    const older = { ...version(9, 'b', part('2', 'b')), id: 1 }
    await importObjects(database.db, workspace, version(10, 'a', part('1', 'a')), older)
    const expected = version(10, 'a', part('1', 'a'), part('2', 'b'))
    expect(await readOne(database, workspace)).toEqual(expected)
  })
})

/** Where each row of the workspace lies and who wrote it last: another place or writer means a write. */
async function writes({ admin }: TestDatabase, workspace: string): Promise<unknown[]> {
  const { rows } = await sql`
    select 'conversation' as kind, id, ctid::text, xmin::text from conversation where workspace_id = ${workspace}
    union all
    select 'part', conversation_id || '/' || id, ctid::text, xmin::text from conversation_part
     where workspace_id = ${workspace}
    union all
    select 'contact', id, ctid::text, xmin::text from contact where workspace_id = ${workspace}
     order by 1, 2`.execute(admin)
  return rows
}

describe('the same import again', () => {
  test('writes no row, redacted ones included', async ({ database }) => {
    const workspace = newWorkspace()
    const once = new Map(readSamples().map(({ id, conversation }) => [id, conversation]))
    const objects = [...readContacts(), ...once.values()]
    await importObjects(database.db, workspace, ...objects)
    const requests = [
      partRequest('1911149811', '2202737123'),
      sourceRequest('1911149811', '269650473'),
    ]
    expect(await redactNow(database.db, workspace, ...requests)).toEqual(['redacted', 'redacted'])
    // Authors who tell less or other than their contact are settled by the second time.
    await importObjects(database.db, workspace, ...objects)

    const before = await writes(database, workspace)
    expect(before.length).toBeGreaterThan(700)
    await importObjects(database.db, workspace, ...objects)
    expect(await writes(database, workspace)).toEqual(before)
  })

  test('waits for nobody: what would not change is not locked', async ({ database }) => {
    const workspace = newWorkspace()
    const author = { type: 'user', id: 'k', name: 'Kim' }
    const objects = [
      { type: 'contact', id: 'k', name: 'Kim' },
      { ...version(10, 'a', { id: '1', body: 'a', author }), source: { id: 's', author } },
    ]
    await importObjects(database.db, workspace, ...objects)
    await importObjects(database.db, workspace, ...objects)
    await database.admin.transaction().execute(async (holder) => {
      for (const table of ['contact', 'conversation', 'conversation_part']) {
        await sql`select from ${sql.table(table)}
                   where workspace_id = ${workspace} for update`.execute(holder)
      }
      const { counts } = await importObjects(database.db, workspace, ...objects)
      expect(counts).toMatchObject({ conversations: 1, parts: 1, contacts: 1, bad: 0 })
    })
  })

  test('completes an import that was cut short', async ({ database }) => {
    const workspace = newWorkspace()
    const many = Array.from({ length: 1_600 }, (_, place) => ({
      type: 'conversation',
      id: String(place),
      conversation_parts: list(part('1', 'a'), part('2', String(place))),
    }))
    const lines = Buffer.from(many.map((one) => `${JSON.stringify(one)}\n`).join(''))
    async function* cutShort() {
      yield await Promise.resolve(lines.subarray(0, lines.length * 0.7))
      throw new Error('the input ended')
    }
    const cut = importRecords(database.db, workspace, readRecords(cutShort()), { onBad: () => {} })
    await expect(cut).rejects.toThrow('the input ended')
    const before = await writes(database, workspace)
    expect(before.length).toBeGreaterThan(0)
    expect(before.length).toBeLessThan(3 * many.length)

    const { counts } = await importObjects(database.db, workspace, ...many)
    expect(counts).toMatchObject({ conversations: 1_600, parts: 3_200, contacts: 0, bad: 0 })
    const after = await writes(database, workspace)
    expect(after).toHaveLength(3 * many.length)
    const kept = new Set(after.map((row) => JSON.stringify(row)))
    expect(before.filter((row) => !kept.has(JSON.stringify(row)))).toEqual([])
    for (const place of [0, 1_000, 1_599]) {
      expect(await readConversation(database.db, workspace, String(place))).toEqual(many[place])
    }
  })

  test('after a change writes only what changed', async ({ database }) => {
    const workspace = newWorkspace()
    const parts = [part('1', 'a'), part('2', 'a'), part('3', 'a')]
    await importObjects(database.db, workspace, version(10, 'a', ...parts))
    const before = await writes(database, workspace)
    await importObjects(database.db, workspace, version(10, 'a', ...parts.slice(1), part('1', 'b')))
    const after = await writes(database, workspace)

    const written = after.filter(
      (row, place) => JSON.stringify(row) !== JSON.stringify(before[place]),
    )
    expect(written).toMatchObject([{ id: '1/1' }])
  })
})

async function contact({ admin }: TestDatabase, workspace: string, id: string): Promise<unknown> {
  const { rows } = await sql<{ data: unknown }>`
    select data from contact where workspace_id = ${workspace} and id = ${id}`.execute(admin)
  return rows[0]?.data
}

describe('a contact', () => {
  test('is gathered from all that name it, and nulls erase nothing', async ({ database }) => {
    const workspace = newWorkspace()
    const person = { type: 'contact', id: 'k', email: 'k@example.com', phone: '1', tags: [1, 2] }
    await importObjects(database.db, workspace, person)
    const author = { type: 'user', id: 'k', name: 'Kim', email: null }
    await importObjects(database.db, workspace, { id: '1', source: { author } })
    expect(await contact(database, workspace, 'k')).toEqual({
      ...person,
      type: 'user',
      name: 'Kim',
    })
  })

  test('loses what its later record no longer lists', async ({ database }) => {
    const workspace = newWorkspace()
    const plans = (...tags: number[]) => ({
      type: 'contact',
      id: 'k',
      tags,
      custom_attributes: Object.fromEntries(tags.map((tag) => [`t${String(tag)}`, 'x'])),
    })
    await importObjects(database.db, workspace, plans(1, 2))
    await importObjects(database.db, workspace, plans(2))
    expect(await contact(database, workspace, 'k')).toEqual(plans(2))
  })

  test.for(['user', 'lead', 'visitor', 'contact'])(
    'may be a record of type %s',
    async (type, { database }) => {
      const workspace = newWorkspace()
      const { counts } = await importObjects(database.db, workspace, { type, id: 'k' })
      expect(counts).toMatchObject({ contacts: 1, bad: 0 })
      expect(await contact(database, workspace, 'k')).toEqual({ type, id: 'k' })
    },
  )
})
