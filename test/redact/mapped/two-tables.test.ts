import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { test } from '../../database-test.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { makeMapped } from '../../scene/mapped-workspace.ts'
import { eraseMapped } from './random/erase-drafted.ts'

const ROWS = `
  create table guests (id integer primary key, email text);
  create table buyers (id integer primary key, email text);
  create table staff (id integer primary key, email text);
  create table talks (id integer primary key);
  create table lines (id integer primary key, talk integer, kind text not null, who integer,
                      text text, at integer);
  insert into guests values (1, 'one@example.com'), (2, 'two@example.com');
  insert into buyers values (2, 'other@example.com'), (3, 'three@example.com');
  insert into staff values (1, 'agent@example.com');
  insert into talks values (10);
  insert into lines values (100, 10, 'person', 1, 'GUEST words', 1), (101, 10, 'staff', 1, 'STAFF words', 2);`

const MAP = `
map: two-tables
format: 1
system: People in two tables
contact:
  - { table: guests, id: id, email: email, erase: { email: 'gone-{id}' } }
  - { table: buyers, id: id, email: email, erase: { email: 'gone-{id}' } }
  - { kind: team, table: staff, id: id, email: email, erase: { email: 'gone-{id}' } }
conversation: { table: talks, id: id }
message:
  table: lines
  id: id
  conversation: talk
  author: { id: who, type: { column: kind, contact: [person] } }
  created_at: at
  body: { column: text, format: plain }
  redact: { text: placeholder }
`

describe('people in two tables', () => {
  test('are not erased for somebody of the same id', async ({ database }) => {
    await makeMapped(database, locatedMap(MAP), ROWS, { two: null })
    const erase = (kind: 'id' | 'email', value: string) =>
      eraseMapped(database, 'two', { selector: { kind, value }, scope: 'authored' })

    for (const [kind, value] of [
      ['id', '2'],
      ['email', 'two@example.com'],
      ['email', 'other@example.com'],
    ] as const) {
      expect(await erase(kind, value), value).toBe('contact_ambiguous')
    }
    expect(await erase('email', 'agent@example.com')).toBe('contact_not_found')
    expect(await erase('email', 'three@example.com')).toBe('succeeded')
    // The agent has the id of the guest.
    expect(await erase('id', '1')).toBe('succeeded')
    const { rows } = await sql<{ texts: string[] }>`
      select array(select email from public.guests order by id)
          || array(select email from public.buyers order by id)
          || array(select email from public.staff)
          || array(select text from public.lines order by id) as texts`.execute(database.admin)
    expect(rows[0]!.texts).toEqual([
      ...['gone-1', 'two@example.com', 'other@example.com', 'gone-3', 'agent@example.com'],
      ...['This message was deleted', 'STAFF words'],
    ])
  })
})
