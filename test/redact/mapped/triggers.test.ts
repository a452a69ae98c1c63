import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../../database-test.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { addTo, asOwnerOf } from '../../scene/mapped-workspace.ts'
import { eraseMapped, redactMapped } from './random/erase-drafted.ts'

const TABLES = `
  create table customers (id integer primary key, email text not null, name text);
  create table talks (id integer primary key, customer integer, last_line text, changes integer default 0);
  create table lines (id integer primary key, talk integer, customer integer, text text, at timestamptz,
                      files integer default 1);
  create table papers (line integer, title text);
  insert into customers values (1, 'ada@example.com', 'Ada SECRET');
  insert into talks values (10, 1, 'SECRET last');
  insert into lines values (100, 10, 1, 'SECRET first', '2026-01-01'), (101, 10, 1, 'SECRET last', '2026-01-02');
  insert into papers values (100, 'SECRET title'), (101, 'SECRET other');`

const MAP = (name: string) => `
map: ${name}
format: 1
system: Talks with triggers
contact: { table: customers, id: id, email: email, erase: { email: 'gone-{id}', name: null } }
conversation: { table: talks, id: id, people: [{ column: customer }] }
message:
  table: lines
  id: id
  conversation: talk
  author: { id: customer }
  created_at: at
  body: { column: text, format: plain }
  redact: { text: placeholder }
copies:
  - { name: last_line, table: talks, of: message, by: { id: talk }, if: latest, do: { last_line: '' } }
  - { name: papers, table: papers, of: message, by: { line: id }, do: delete }
`

async function desk(database: TestDatabase, name: string, body: string, event: string) {
  await asOwnerOf(database, async (owner) => {
    await sql.raw('drop schema public cascade; create schema public;').execute(owner)
    await sql.raw(TABLES).execute(owner)
    await sql
      .raw(
        `create function act() returns trigger language plpgsql security definer
           set search_path to public as $$ begin ${body} end $$`,
      )
      .execute(owner)
    await sql.raw(`create trigger act ${event} for each row execute function act()`).execute(owner)
  })
  await addTo(database, locatedMap(MAP(name)), { [name]: null })
}

async function secrets({ admin }: TestDatabase): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (
      select t::text as text from public.talks t union all select l::text from public.lines l
      union all select p::text from public.papers p) every where text ~ 'SECRET'`.execute(admin)
  return rows[0]!.count
}

const part = (id: string) =>
  ({ type: 'conversation_part', conversationId: '10', conversationPartId: id }) as const

describe('their triggers', () => {
  test.for([
    [
      'counts the changes of a talk when a line is changed',
      'update talks set changes = changes + 1 where id = new.talk; return new;',
      'after update on lines',
    ],
    [
      'counts the papers of a line when one goes',
      'update lines set files = files - 1 where id = old.line; return old;',
      'after delete on papers',
    ],
    [
      'takes papers away with their line',
      'delete from papers where line = new.id; return new;',
      'after update on lines',
    ],
  ] as const)('one that %s lets a message be taken back', async ([, body, event], { database }) => {
    const name = `t-${event.replaceAll(' ', '-')}-${body.length}`
    await desk(database, name, body, event)
    expect(await redactMapped(database, name, [part('100'), part('101')])).toEqual([
      'redact',
      'redact',
    ])
    expect(await secrets(database)).toBe(0)
  })

  test('one that writes otherwise what was written lets an erasure end', async ({ database }) => {
    const body = `new.text := new.text || ' (edited)'; return new;`
    await desk(database, 'rewriting', body, 'before update on lines')
    const selector = { kind: 'id', value: '1' } as const
    expect(await eraseMapped(database, 'rewriting', { selector, scope: 'authored' })).toBe(
      'completed_with_errors',
    )
    expect(await secrets(database)).toBe(0)
  })
})
