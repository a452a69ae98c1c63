import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { inWorkspace } from '../../../src/database/in-workspace.ts'
import { storeOf } from '../../../src/redact/store-of.ts'
import { test, type TestDatabase } from '../../database-test.ts'
import { PEPPER } from '../../erasure/pepper.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { addTo, asOwnerOf, makeMapped } from '../../scene/mapped-workspace.ts'
import { CHAT_SQL, chatYaml } from './chat.ts'
import { eraseMapped, redactMapped } from './random/erase-drafted.ts'

const UUID = '0B9C1C1E-0000-4000-8000-00000000ABCD'
const ROWS = `
  create extension citext schema public;
  create table folk (id integer primary key, email text);
  create table rooms_int (id integer primary key);
  create table rooms_uuid (id uuid primary key);
  create table rooms_ci (id public.citext primary key);
  create table said_int (id integer primary key, room integer, who integer, text text, at integer);
  create table said_uuid (id uuid primary key, room uuid, who integer, text text, at integer);
  create table said_ci (id text primary key, room public.citext, who integer, text text, at integer);
  insert into folk values (7, 'x@example.com');
  insert into rooms_int values (7), (-7);
  insert into rooms_uuid values ('${UUID}');
  insert into rooms_ci values ('Room');
  insert into said_int values (7, 7, 7, 'one thing', 1), (8, 7, null, 'another', 2);
  insert into said_uuid values ('${UUID}', '${UUID}', 7, 'one thing', 1);
  insert into said_ci values ('7', 'Room', 7, 'one thing', 1), ('007', 'Room', 7, 'not that', 2);`

const MAP = (kind: string) => `
map: odd-${kind}
format: 1
system: Odd ids
contact: { table: folk, id: id, erase: { email: '' } }
conversation: { table: rooms_${kind}, id: id }
message:
  table: said_${kind}
  id: id
  conversation: room
  author: { id: who }
  created_at: at
  body: { column: text, format: plain }
  redact: { text: placeholder }
`

const part = (conversationId: string, conversationPartId: string) =>
  ({ type: 'conversation_part', conversationId, conversationPartId }) as const

async function isRead({ db }: TestDatabase, workspace: string, id: string): Promise<boolean> {
  return inWorkspace(db, workspace, async (trx) => {
    const store = await storeOf(trx, workspace)
    const options = { parts: 10, text: true }
    const outline = await store.readOutline(trx, workspace, id, options)
    const whole = await store.readConversation(trx, workspace, id)
    expect(outline === undefined).toBe(whole === undefined)
    return whole !== undefined
  })
}

describe('an id that is written otherwise than in its row', () => {
  test.for([
    ['int', '7', '7', ['007', '+7', ' 7', '7 ', '7.0', '-07', '99999999999', '-0', '7\0', '٧']],
    ['uuid', UUID.toLowerCase(), UUID.toLowerCase(), [UUID, `{${UUID}}`, UUID.replaceAll('-', '')]],
    ['ci', 'Room', '007', ['room', 'ROOM', 'Room ', 'Room\0', 'r'.repeat(70_000)]],
  ] as const)("is nobody's: %s", async ([kind, room, said, others], { database }) => {
    if (kind === 'int') await asOwnerOf(database, (owner) => sql.raw(ROWS).execute(owner))
    const workspace = `odd-${kind}`
    await addTo(database, locatedMap(MAP(kind)), { [workspace]: null })
    for (const other of others) {
      expect(await isRead(database, workspace, other), other).toBe(false)
      expect(
        await redactMapped(database, workspace, [part(other, said), part(room, other)]),
      ).toEqual(['not_found', 'not_found'])
    }
    expect(await isRead(database, workspace, room)).toBe(true)
    expect(await redactMapped(database, workspace, [part(room, said), part(room, said)])).toEqual([
      'redact',
      'already_redacted',
    ])
  })

  test('names no contact twice', async ({ database }) => {
    const found = await inWorkspace(database.db, 'odd-int', async (trx) => {
      const store = await storeOf(trx, 'odd-int')
      const ids = ['7', '007', '7 ', '8']
      return Promise.all(
        ids.map((value) => store.resolveContact(trx, 'odd-int', { kind: 'id', value }, PEPPER)),
      )
    })
    const nobody = { kind: 'contact_not_found' }
    expect(found).toEqual([{ kind: 'found', contacts: ['7'] }, nobody, nobody, nobody])
  })
})

describe('a message that changes', () => {
  test('after its redaction can be redacted again; moved, it is where it is', async ({
    database,
  }) => {
    await makeMapped(database, locatedMap(chatYaml('false')), CHAT_SQL, { chat: null })
    const change = (statement: string) => sql.raw(statement).execute(database.admin)
    expect(await redactMapped(database, 'chat', [part('all', '1')])).toEqual(['redact'])
    expect(await redactMapped(database, 'chat', [part('all', '1')])).toEqual(['already_redacted'])
    await change(`update public.posts set text = 'SECRET edited' where id = 1`)
    expect(await redactMapped(database, 'chat', [part('all', '1')])).toEqual(['redact'])
    await change(`update public.posts set room = 'ada-bob', text = 'SECRET moved' where id = 1`)
    expect(await redactMapped(database, 'chat', [part('all', '1'), part('ada-bob', '1')])).toEqual([
      'not_found',
      'redact',
    ])
    // The author of 9 is null, and 2 is gone.
    await change('delete from public.posts where id = 2')
    expect(await redactMapped(database, 'chat', [part('all', '9'), part('all', '2')])).toEqual([
      'redact',
      'not_found',
    ])
    await change(`update public.posts set text = '' where id = 3`)
    expect(
      await eraseMapped(database, 'chat', {
        ...{ selector: { kind: 'email', value: 'ada@example.com' }, scope: 'authored' },
      }),
    ).toBe('succeeded')
    const { rows } = await sql<{ text: string }>`
      select string_agg(text, ' ') as text from public.posts`.execute(database.admin)
    expect(rows[0]!.text).not.toContain('SECRET')
  })
})
