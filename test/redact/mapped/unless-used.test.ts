import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import { test } from '../../database-test.ts'
import { locatedMap } from '../../maps/help-desk.ts'
import { makeMapped } from '../../scene/mapped-workspace.ts'
import { eraseMapped } from './random/erase-drafted.ts'

/** Uploads of member 1: of a planned post, shared with a post of member 2, and of nothing. */
const ROWS = `
  create table members (id integer primary key, email text);
  create table rooms (id integer primary key);
  create table posts (id integer primary key, room integer, member integer, text text, at integer);
  create table plans (id integer primary key, member integer);
  create table uploads (id integer primary key, owner integer, name text);
  create table thumbs (upload integer primary key);
  create table plan_uploads (id integer primary key, plan integer, upload integer references uploads);
  create table post_uploads (id integer primary key, post integer, upload integer);
  insert into members values (1, 'one@example.com'), (2, 'two@example.com');
  insert into rooms values (1);
  insert into posts values (1, 1, 1, 'words of one', 1), (2, 1, 2, 'words of two', 2);
  insert into plans values (5, 1);
  insert into uploads values (10, 1, 'planned'), (11, 1, 'shared'), (12, 1, 'loose'), (13, 2, 'of two');
  insert into thumbs values (10), (11), (12), (13);
  insert into plan_uploads values (1, 5, 10);
  insert into post_uploads values (1, 2, 11), (2, 2, 13);`

const MAP = `
map: uploads
format: 1
system: A chat with uploads
contact: { table: members, id: id, email: email, erase: { email: 'gone-{id}' } }
conversation: { table: rooms, id: id }
message:
  table: posts
  id: id
  conversation: room
  author: { id: member }
  created_at: at
  body: { column: text, format: plain }
  redact: { text: placeholder }
copies:
  - name: uploads
    table: uploads
    of: contact
    by: { owner: id }
    unless_used: [plan_uploads, post_uploads]
    do: delete
  - { name: thumbs, table: thumbs, of: uploads, by: { upload: id }, do: delete }
  - { name: plans, table: plans, of: contact, by: { member: id }, do: delete }
  - { name: plan_uploads, table: plan_uploads, of: plans, by: { plan: id }, do: delete }
links: { post_uploads.upload: uploads.id }
`

describe('a row that goes unless somebody uses it', () => {
  test('goes when who uses it goes, too, and stays with all of its own when not', async ({
    database,
  }) => {
    await makeMapped(database, locatedMap(MAP), ROWS, { chat: null })
    const selector = { kind: 'id', value: '1' } as const
    expect(await eraseMapped(database, 'chat', { selector, scope: 'authored' })).toBe('succeeded')
    const { rows } = await sql<{ uploads: number[]; thumbs: number[] }>`
      select array(select id from public.uploads order by id) as uploads,
             array(select upload from public.thumbs order by upload) as thumbs`.execute(
      database.admin,
    )
    expect(rows).toEqual([{ uploads: [11, 13], thumbs: [11, 13] }])
  })
})
