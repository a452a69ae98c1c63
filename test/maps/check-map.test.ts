import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { complaints, foreignDatabase, type ForeignDatabase } from './catalog-of.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, helpDeskWith, lineOf, locatedMap } from './help-desk.ts'

let database: ForeignDatabase

beforeAll(async () => {
  database = await foreignDatabase('')
})
afterAll(() => database.close())
beforeEach(() =>
  database.run(`drop publication if exists inserts, every; drop schema public cascade;
    create schema public; ${HELP_DESK_SQL}`),
)

/** What is wrong with the example after a change of the schema or of the map. */
async function wrong(statements: string, text = HELP_DESK_YAML): Promise<string[]> {
  await database.run(statements)
  return complaints(await database.check(locatedMap(text)))
}

test('the example of the documents accounts for everything', async () => {
  expect(await wrong('')).toEqual([])
})

test.each([
  ['json', 'json'],
  ['text[]', 'text[]'],
  ['inet', 'inet'],
  ['bytea', 'bytea'],
  ['name_of_kind', 'name_of_kind'],
  ['xml', 'xml'],
])('a column of type %s is named', async (type) => {
  const found = await wrong(
    `create domain name_of_kind as text; alter table files add note ${type}; alter table tickets add note ${type}`,
  )
  expect(found).toEqual([expect.stringContaining(`tickets.note (${type}) is not accounted for`)])
})

test.each([
  'bigint',
  'uuid',
  'boolean',
  'timestamptz',
  'mood',
  "text check (note in ('a', 'b'))",
  'date[]',
])('a column of type %s holds no words', async (type) => {
  expect(
    await wrong(`create type mood as enum ('good'); alter table tickets add note ${type}`),
  ).toEqual([])
  await database.run('drop type mood cascade')
})

test('a primary key of text and a link by what is erased need an answer', async () => {
  const found = await wrong(
    'create table blocked (email text primary key); create table logins (email text, at date)',
    helpDeskWith(
      'rebuilt:',
      '  - { name: logins, table: logins, of: contact, by: { email: email }, do: {} }\n\nrebuilt:',
    ),
  )
  expect(found).toEqual([
    expect.stringContaining('blocked.email (text) is not accounted for'),
    expect.stringContaining('logins.email (text) is not accounted for'),
  ])
})

test('what the map names and the schema lacks is told with its line', async () => {
  await database.run(
    'alter table customers rename phone to phone_number; alter table agents rename to staff',
  )
  const { findings } = await database.check(locatedMap(HELP_DESK_YAML))
  expect(findings).toContainEqual(
    expect.objectContaining({
      ...{ kind: 'missing_column', message: 'customers has no column phone' },
      place: { file: 'help-desk.yaml', line: lineOf(HELP_DESK_YAML, 'phone:') },
    }),
  )
  expect(findings).toContainEqual(
    expect.objectContaining({
      ...{ kind: 'missing_table', message: 'there is no table agents' },
      place: { file: 'help-desk.yaml', line: lineOf(HELP_DESK_YAML, 'tables: [agents]') },
    }),
  )
})

test.each([
  [
    'phone: null',
    "phone: 'more than twenty characters'",
    'a text of up to 27 characters does not fit into 20',
  ],
  ['phone: null', "phone: 'gone {id}'", 'a text of up to 24 characters does not fit into 20'],
  ['phone: null', 'phone: placeholder', 'does not fit into 20'],
  [
    'phone: null',
    'phone: {}',
    "{} does not go into character varying(20): a text is '{}', in quotes",
  ],
  ["full_name: 'Erased {id}'", 'full_name: null', 'it is NOT NULL, and the map writes null'],
  [
    "email: 'erased-{id}@erased.invalid'",
    "email: 'x@erased.invalid'",
    'it is unique (customers_email_key)',
  ],
  ['profile: {}', "profile: 'no json'", 'no json does not go into jsonb'],
  ['profile: {}', 'profile: placeholder', 'placeholder does not go into jsonb'],
  [
    'redact: { body: placeholder }',
    'redact: { body: placeholder, search: null }',
    'Postgres itself makes its values',
  ],
  ["do: { subject: '' }", "do: { subject: '', state: gone }", 'only 2 fixed values are let in'],
  [
    'touch: { edited_at: now }',
    'touch: { edited_at: now_ms }',
    'now_ms does not go into timestamp with time zone',
  ],
  ['actor_ip: null }\n  - name: customer', 'actor_ip: gone }\n  - name: customer', "can't be told"],
])('%s -> %s is told not to fit', async (before, after, message) => {
  expect((await wrong('', helpDeskWith(before, after))).join('\n')).toContain(message)
})

test('kinds of rows that nothing takes are named, and never texts', async () => {
  const found = await wrong(
    `insert into events (id, subject_kind, subject_id)
     values (1, 'reply', 1), (2, 'agent', 1), (3, 'invoice', 1), (4, 'Ada Lovelace wrote this', 1)`,
  )
  expect(found).toEqual([
    expect.stringMatching(/^events\.subject_kind has invoice and 1 more, which nothing takes/),
  ])
})

test('of a text that a map picks rows by only a number is told, though it is one word', async () => {
  const found = await wrong(
    `insert into customers (id, email, full_name) values (1, 'a@example.org', 'Ada');
     insert into tickets (id, customer_id, subject, state) values (1, 1, '', 'open');
     insert into replies (id, ticket_id, author_kind, body, created_at)
     values (1, 1, 'customer', 'Hello', now())`,
    helpDeskWith(
      '  table: replies\n  id: id',
      '  table: replies\n  where: { body: { not: Hello } }\n  id: id',
    ),
  )
  expect(found).toEqual([expect.stringContaining('replies.body has 1 value, which nothing takes')])
})

test('a column with more values than kinds can be is not called answered for', async () => {
  const found = await wrong(
    `insert into events (id, subject_kind, subject_id)
     select nth, 'reply', 1 from generate_series(1, 1000) nth;
     insert into events (id, subject_kind, subject_id)
     select 2000 + nth, 'agent' || nth, 1 from generate_series(1, 1000) nth`,
    helpDeskWith(
      'where: { subject_kind: agent }',
      'where: { subject_kind: { starts_with: agent } }',
    ),
  )
  expect(found).toEqual([expect.stringContaining('events.subject_kind')])
  expect(found[0]).toContain('it has more than 1,000 values')
})

test('what carries text further is named: views, triggers, publications', async () => {
  const found = await wrong(`
    create materialized view digest as select id, body from replies;
    create materialized view counts as select ticket_id, count(*) from replies group by 1;
    create view latest as select * from replies;
    create function f() returns trigger language plpgsql as 'begin return new; end';
    create trigger copies after update of body on replies for each row execute function f();
    create trigger counts after insert on replies for each row execute function f();
    create trigger sees after update of ticket_id on replies for each row execute function f();
    create publication inserts for table replies with (publish = 'insert');
    create index on replies (lower(body));
    create index on tickets (lower(state))`)

  expect(found).toHaveLength(3)
  expect(found[0]).toContain('digest.body (text) is not accounted for: a materialized view')
  expect(found[1]).toContain('the trigger copies of replies fires')
  expect(found[2]).toContain('the publication inserts of replies sends no updates or deletes')
  const { findings } = await database.check(locatedMap(HELP_DESK_YAML))
  const indexes = findings.filter(({ kind }) => kind === 'index').map(({ message }) => message)
  expect(indexes).toEqual([
    expect.stringContaining('replies_lower_idx of replies holds what is made of body'),
  ])
})

test('what carries text is accounted for where the map says so', async () => {
  const statements = `
    create materialized view digest as select id, body from replies;
    create function g() returns trigger language plpgsql as 'begin return new; end';
    create trigger copies after update of body on replies for each row execute function g();
    create publication inserts for table replies with (publish = 'insert')`
  const text = helpDeskWith(
    'kept:\n',
    `  - { view: digest, by: refreshed at night }

kept:
  - { trigger: replies.copies, because: it counts }
  - { publication: inserts, because: for the statistics }
`,
  )
  expect(await wrong(statements, text)).toEqual([])
})

test('a publication of a table without identity keeps it from being changed', async () => {
  const found = await wrong(
    'alter table replies replica identity nothing; create publication every for table replies',
    helpDeskWith('kept:\n', 'kept:\n  - { publication: every, because: ours }\n'),
  )
  expect(found).toEqual([
    expect.stringContaining('has no replica identity: Postgres refuses to change it'),
  ])
})

test('partitions are their table, and a child has its own columns', async () => {
  const found = await wrong(`
    drop table events;
    create table events (id bigint, subject_kind text not null, subject_id bigint, details jsonb, actor_ip inet)
      partition by list (subject_kind);
    create table events_of_replies partition of events for values in ('reply');
    create table old_tickets (archive_note text) inherits (tickets)`)
  expect(found).toEqual([
    expect.stringContaining('old_tickets.archive_note (text) is not accounted for'),
  ])
})

test('rows that others refer to can not be deleted, unless they go, too', async () => {
  const statements = 'create table previews (file_id bigint references files, at date)'
  expect(await wrong(statements)).toEqual([
    "copy files: rows of files can't be deleted while previews.file_id refers to them: map previews, too",
  ])
  await database.run('drop table previews')
  expect(await wrong(statements.replace('files,', 'files on delete cascade,'))).toEqual([])
})

test('with workspaces, rows that may be another one are named', async () => {
  const columns = ['customers', 'tickets', 'replies', 'agents']
    .map((table) => `alter table ${table} add org_id bigint;`)
    .join('')
  const text = helpDeskWith('contact:\n', 'workspace: { column: org_id }\n\ncontact:\n').replace(
    'rebuilt:',
    `  - { name: mails, table: mails, of: contact, by: { address: email }, do: delete }
  - { name: words, table: files, of: message, in: workspace, containing: [body], do: { file_name: replace } }

rebuilt:`,
  )
  const found = await wrong(
    `${columns} create table mails (address text);
      alter table customers drop constraint customers_email_key, add unique (org_id, email)`,
    text,
  )
  expect(found.filter((one) => one.includes('another workspace'))).toEqual([
    expect.stringMatching(/^copy mails: mails is found by a value that is no key/),
    expect.stringMatching(/^copy words: files does not say whose its rows are/),
  ])
})

test('a column of a row that a column leads to is known by its key', async () => {
  const tested = (column: string) =>
    helpDeskWith(
      'message:\n  table: replies\n',
      `message:\n  table: replies\n  where: { ${column}: open }\n`,
    )
  expect(await wrong('', tested('ticket_id.state'))).toEqual([])
  expect(await wrong('', tested('ticket_id.mood'))).toEqual(['tickets has no column mood'])
  expect(await wrong('', tested('author_id.login'))).toEqual([
    'replies.author_id has no key that says where it leads: say so under `links`',
  ])
  const linked = `${tested('author_id.login')}\nlinks: { replies.author_id: agents.id }\n`
  expect(await wrong('', linked)).toEqual([])
})

test('a text may name columns of what a copy is of', async () => {
  const told = (text: string) =>
    helpDeskWith('do: { last_line: placeholder }', `do: { last_line: '${text}' }`)
  expect(await wrong('', told('message {parent.id}'))).toEqual([])
  expect(await wrong('', told('message {parent.number}'))).toEqual(['replies has no column number'])
})

test('who uses a row must refer to it by a column that is known', async () => {
  const asked = helpDeskWith(
    'by: { reply_id: id }\n    files',
    'by: { reply_id: id }\n    unless_used: [events]\n    files',
  )
  expect(await wrong('', asked)).toEqual([
    'files: events has no key that leads to files: say under `links` which of its columns does',
  ])
  expect(await wrong('', `${asked}\nlinks: { events.subject_id: files.id }\n`)).toEqual([])
})

test('patterns tell what they keep', async () => {
  await database.run('alter table tickets add note_kind text')
  const { findings } = await database.check(
    locatedMap(helpDeskWith('kept:\n', "kept:\n  - { columns: '*_kind', because: words }\n")),
  )
  expect(findings.filter(({ kind }) => kind === 'pattern').map(({ message }) => message)).toEqual([
    '*_kind keeps 3: events.subject_kind, replies.author_kind, tickets.note_kind',
  ])
})
