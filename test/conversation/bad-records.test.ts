import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { readConversation } from '../../src/redact/read-conversation.ts'
import { test, type TestDatabase } from '../database-test.ts'
import { importObjects, importText } from './import-objects.ts'

const newWorkspace = () => `w-${randomUUID().slice(0, 8)}`

const SECRET = 'xyzzy'

const parts = (...list: unknown[]) => ({ conversation_parts: { conversation_parts: list } })

const record = (members: object) =>
  JSON.stringify({ type: 'conversation', id: 'bad', title: SECRET, ...members })

const BAD: readonly (readonly [name: string, line: string, reason: string])[] = [
  ['NUL', record({ a: 'x\0' }), 'holds a NUL character'],
  ['NUL in a name', record({ 'x\0': 1 }), 'holds a NUL character'],
  ['half a surrogate pair', record({ a: '\ud800' }), 'holds a lone surrogate'],
  [
    'a number of 1,001 digits',
    record({ a: '@' }).replace('"@"', '1'.repeat(1_001)),
    'holds a number of more than 1,000 digits',
  ],
  [
    'the ids "1" and 1',
    record(parts({ id: '1' }, { id: 1 })),
    'two conversation parts have the same id',
  ],
  ['no id', record({ id: undefined }), 'the conversation has no usable id'],
  [
    'an id of 65 characters',
    record({ id: SECRET + 'x'.repeat(60) }),
    'the conversation has no usable id',
  ],
  ['a part that is a text', record(parts(SECRET)), 'a conversation part is not an object'],
  ['a part without id', record(parts({ body: SECRET })), 'a conversation part has no usable id'],
  ['a ticket', record({ type: 'ticket' }), 'is a ticket of Intercom, which is no conversation'],
  ['an unknown type', record({ type: SECRET }), 'is neither a conversation nor a contact'],
  [
    'a contact without id',
    JSON.stringify({ type: 'contact', name: SECRET }),
    'the contact has no usable id',
  ],
  ['half a line', record({}).slice(0, -1), 'not JSON'],
  ['a list', `["${SECRET}"]`, 'not a JSON object'],
]

describe('a bad record is told with its line and a reason, and its neighbours land', () => {
  test.for(BAD)('%s', async ([, line, reason], { database }) => {
    const workspace = newWorkspace()
    const [first, last] = [
      { type: 'conversation', id: '1', title: 'a' },
      { type: 'conversation', id: '2', title: 'b' },
    ]
    const text = [JSON.stringify(first), line, '', JSON.stringify(last)].join('\n')
    const { counts, bad } = await importText(database.db, workspace, text)

    expect(bad).toEqual([`2! ${reason}`])
    expect(counts).toMatchObject({ conversations: 2, parts: 0, contacts: 0, bad: 1 })
    expect(await readConversation(database.db, workspace, '1')).toEqual(first)
    expect(await readConversation(database.db, workspace, '2')).toEqual(last)
    expect(await readConversation(database.db, workspace, 'bad')).toBeUndefined()
  })

  test('no reason quotes anything of the record', () => {
    expect(BAD.filter(([, , reason]) => reason.includes(SECRET))).toEqual([])
    expect(BAD.filter(([, line]) => !line.includes(SECRET))).toEqual([])
  })
})

describe('a record that the database refuses', () => {
  test('is bad alone, and its reason quotes nothing', async ({ database }) => {
    await refusePart(database, 'refused')
    const workspace = newWorkspace()
    const conversations = Array.from({ length: 40 }, (_, place) => ({
      id: `c${String(place)}`,
      ...parts({ id: place === 17 ? 'refused' : 'fine', body: SECRET }),
    }))
    const contact = { type: 'contact', id: 'k' }
    const { counts, bad } = await importObjects(database.db, workspace, ...conversations, contact)

    expect(bad).toEqual(['18! the database refused it'])
    expect(counts).toMatchObject({ conversations: 39, parts: 39, contacts: 1, bad: 1 })
    expect(await readConversation(database.db, workspace, 'c16')).toEqual(conversations[16])
    expect(await readConversation(database.db, workspace, 'c17')).toBeUndefined()
    expect(await readConversation(database.db, workspace, 'c39')).toEqual(conversations[39])
  })
})

describe('bad records of several batches', () => {
  test('are told in the order of the input, whoever refused them', async ({ database }) => {
    const workspace = newWorkspace()
    const lines = Array.from({ length: 2_000 }, (_, place) =>
      place % 300 === 7 ? SECRET : { type: 'conversation', id: `c${String(place)}` },
    )
    for (const place of [3, 900, 1_999]) {
      const refused = parts({ id: 'refused' })
      lines[place] = { type: 'conversation', id: `c${String(place)}`, ...refused }
    }
    const { bad, counts } = await importObjects(database.db, workspace, ...lines)
    const expected = [4, 8, 308, 608, 901, 908, 1_208, 1_508, 1_808, 2_000]
    expect(bad.map((line) => Number.parseInt(line))).toEqual(expected)
    expect(counts).toMatchObject({ conversations: 1_990, parts: 0, contacts: 0, bad: 10 })
  })
})

async function refusePart({ admin }: TestDatabase, id: string): Promise<void> {
  await sql`
    create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'refused'; end $$`.execute(admin)
  await sql
    .raw(
      `create trigger refuse before insert on conversation_part for each row
       when (new.id = '${id}') execute function refuse()`,
    )
    .execute(admin)
}

describe('more records than a batch holds', () => {
  test('all land, in order', async ({ database }) => {
    const workspace = newWorkspace()
    const conversations = Array.from({ length: 1201 }, (_, place) => ({
      id: `c${String(place % 1200)}`,
      title: String(place),
      ...parts({ id: '1', body: 'a' }, { id: '2', body: 'b' }),
    }))
    const { counts } = await importObjects(database.db, workspace, ...conversations)
    expect(counts).toMatchObject({ conversations: 1201, parts: 2402, contacts: 0, bad: 0 })
    expect(await readConversation(database.db, workspace, 'c0')).toEqual(conversations[1200])
    expect(await readConversation(database.db, workspace, 'c1199')).toEqual(conversations[1199])
  })

  test('one with more parts than a batch, and a body of some megabytes', async ({ database }) => {
    const workspace = newWorkspace()
    const list = Array.from({ length: 2_500 }, (_, place) => ({ id: String(place), body: 'x' }))
    const large = { id: 'large', ...parts({ id: '1', body: 'ż'.repeat(5_000_000) }) }
    const { bad } = await importObjects(
      database.db,
      workspace,
      { id: 'many', ...parts(...list) },
      large,
    )
    expect(bad).toEqual([])
    const many = await readConversation(database.db, workspace, 'many')
    expect(many?.['conversation_parts']).toEqual({ conversation_parts: list.slice(-500) })
    expect(await readConversation(database.db, workspace, 'large')).toEqual(large)
  })
})
