import { sql } from 'kysely'
import type { TestDatabase } from '../../database-test.ts'

/**
 * A help desk by mail, as those are that log everything: texts in rows of their own, people in roles,
 * and a copy of each mail that was sent, which no key leads to. Ada (1) and Bob (2) are customers,
 * Tina (3) is staff, 9 is the system.
 */
export const MAIL_DESK_SQL = `
  create table persons (id integer primary key, email text not null, name text not null);
  create table groups (id integer primary key, name text not null);
  create table members (group_id integer not null, person_id integer not null);
  create table cases (id integer primary key, subject text not null);
  create table roles (id integer primary key, case_id integer not null, kind text not null);
  create table role_members (role_id integer not null, person_id integer not null);
  create table entries (
    id integer primary key, case_id integer not null, kind text not null,
    author_id integer not null, made_at timestamp, title text not null default ''
  );
  create table texts (
    id integer primary key, entry_id integer not null, mime text not null,
    encoding text not null default 'none', content text not null
  );
  create table notes (id integer primary key, case_id integer not null, made_at timestamp, line text not null);
  create table articles (id integer primary key, text_id integer not null, body text not null);
  insert into persons values (1, 'ada@example.com', 'Ada'), (2, 'bob@example.com', 'Bob'),
    (3, 'tina@example.com', 'Tina'), (9, '', 'System');
  insert into groups values (1, 'staff'), (2, 'newsletter');
  insert into members values (1, 3), (2, 1);
  insert into cases values (10, 'SECRET case of Ada'), (11, 'second case'), (12, 'case of two'), (20, 'case of Bob');
  insert into roles values (1, 10, 'asks'), (2, 11, 'asks'), (3, 12, 'asks'), (4, 20, 'asks'), (5, 20, 'reads');
  insert into role_members values (1, 1), (1, 3), (2, 1), (3, 1), (3, 2), (4, 2), (5, 1);`

export const MAIL_DESK_YAML = `
map: mail-desk
format: 1
system: Mail desk 1
contact:
  table: persons
  id: id
  email: email
  except: [9]
  team: { table: members, by: { person_id: id }, where: { group_id.name: staff } }
  erase: { email: '', name: '' }
conversation:
  table: cases
  id: id
  people:
    - { table: role_members, by: { role_id.case_id: id }, where: { role_id.kind: asks }, column: person_id }
message:
  table: entries
  where: { kind: [opened, said] }
  id: id
  conversation: case_id
  author: { id: author_id, else: people }
  created_at: made_at
  opening: { where: { kind: opened } }
  body:
    table: texts
    by: { entry_id: id }
    where: { mime: text/plain }
    column: content
    format: plain
    encoding: { column: encoding, quoted_printable: [qp], base64: [base64] }
  redact: { title: '' }
copies:
  - name: plain
    table: texts
    of: message
    by: { entry_id: id }
    where: { mime: text/plain }
    do: { content: placeholder, encoding: none }
  - name: others
    table: texts
    of: message
    by: { entry_id: id }
    where: { mime: { not: { starts_with: [text/plain, multipart/] } } }
    do: { content: '', mime: text/plain, encoding: none }
  - { name: mails, table: entries, of: message, by: { case_id: case_id }, where: { kind: mailed }, if: after, do: {} }
  - name: mail_texts
    table: texts
    of: mails
    by: { entry_id: id }
    containing: [body]
    search: content
    do: { content: placeholder, encoding: none }
  - { name: stems, table: texts, of: message, by: { entry_id: id }, if_exists: true, do: { stems: null } }
  - { name: lines, table: notes, of: message, by: { case_id: case_id }, if: after, do: { line: '' } }
  - { name: subject, table: cases, of: opening, by: { id: case_id }, do: { subject: '' } }
  - { name: quotes, table: texts, of: opening, in: people, by: { entry_id.case_id: id }, containing: [body], do: { content: replace } }
  - { name: cited, table: articles, of: quotes, by: { text_id: id }, do: { body: replace } }
kept:
  - { tables: [groups, roles], because: 'names of the application' }
  - { table: entries, where: { kind: noted }, because: 'no message' }
  - { columns: '*mime', because: 'media types' }
  - { column: texts.encoding, because: 'fixed words' }
links:
  members.group_id: groups.id
  role_members.role_id: roles.id
  texts.entry_id: entries.id
`

/** What stands in the texts now, by their ids. */
export async function textsOf({ admin }: TestDatabase): Promise<Record<number, string>> {
  const { rows } = await sql<{ id: number; content: string }>`
    select id, content from public.texts order by id`.execute(admin)
  return Object.fromEntries(rows.map(({ id, content }) => [id, content]))
}
