import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { SearchTerm } from '../../src/trace/search-term.ts'
import { traceDatabase } from '../../src/trace/trace-database.ts'
import { foreignDatabase, type ForeignDatabase } from '../maps/catalog-of.ts'

const EMAIL = 'ada.planted@example.com'
const WORDS = 'Lovelace planted'
const base64 = Buffer.from(`To: <${EMAIL}>\r\n`).toString('base64')

/** A column's type, and how the words stand in it. */
const PLANTED: Readonly<Record<string, string>> = {
  text: `'${EMAIL.toUpperCase()}'`,
  varchar: `'<${EMAIL}>'`,
  'character(60)': `'${EMAIL}'`,
  name: `'${EMAIL}'`,
  citext: `'${EMAIL}'`,
  address_domain: `'${EMAIL}'`,
  json: `'{"to": "ada\\u002eplanted@example.com"}'`,
  jsonb: `'{"of": [{"to": "${EMAIL}"}]}'`,
  xml: `'<to a="ada.planted&#64;example.com"/>'`,
  hstore: `'"to" => "${EMAIL}"'`,
  bytea: `convert_to('${EMAIL}', 'utf8')`,
  'bytea[]': `array[convert_to('x', 'utf8'), convert_to('${EMAIL}', 'utf8')]`,
  'text[]': `array['x', '"${EMAIL}"']`,
  'citext[]': `array['${EMAIL}']::citext[]`,
  'jsonb[]': `array['{"to": "ada\\u002eplanted@example.com"}']::jsonb[]`,
  'address_domain[]': `array['${EMAIL}']::address_domain[]`,
  pair: `row(1, 'to "${EMAIL}"')::pair`,
  tsvector: `to_tsvector('english', 'she is ${EMAIL}')`,
  tsquery: `plainto_tsquery('simple', '${EMAIL}')`,
  jsonpath: `'$.a == "${EMAIL}"'`,
  text_range: `text_range('${EMAIL}', null)`,
  /* what encodes it */
  'text /* base64 */': `'${base64}'`,
  'text /* mail */': `E'Content-Transfer-Encoding: quoted-printable\\r\\n\\r\\nada.plan=\\r\\nted=40example.com'`,
  'text /* html */': `'<a href="mailto:ada.planted%40example.com">'`,
  'json /* json in json */': `to_json('{"a": "{\\"to\\": \\"ada.plant\\\\u0065d@example.com\\"}"}'::text)`,
  'bytea /* latin-1 */': `'\\xe4'::bytea || convert_to(' ${EMAIL}', 'latin1')`,
}
const OTHER = ['integer', 'uuid', 'mood', 'timestamptz', 'boolean', 'int4range', 'date[]']

const columns = [...Object.entries(PLANTED)].map(([type, value], at) => ({
  name: `c${at}`,
  type,
  value,
}))
const terms: readonly SearchTerm[] = [{ kind: 'email', value: EMAIL }]

const SCHEMA = `
  create extension citext; create extension hstore;
  create type mood as enum ('good'); create domain address_domain as varchar(80) check (value <> '');
  create type pair as (a int, b text); create type text_range as range (subtype = text);
  create table every (id int, ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')},
                      ${OTHER.map((type, at) => `n${at} ${type}`).join(', ')});
  insert into every (id, ${columns.map(({ name }) => name).join(', ')})
  values (1, ${columns.map(({ value }) => value).join(', ')});
  insert into every (id) select generate_series(2, 500)`

let database: ForeignDatabase

beforeAll(async () => {
  database = await foreignDatabase(SCHEMA)
})
afterAll(() => database.close())

function trace(of: readonly SearchTerm[] = terms, schema?: string) {
  return database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => traceDatabase(trx, { terms: of, schema }))
}

async function placesOf(of: readonly SearchTerm[] = terms): Promise<string[]> {
  const { found } = await trace(of)
  return found.map(({ schema, table, column, rows }) => `${schema}.${table}.${column} ${rows}`)
}

const text = (value: string): SearchTerm[] => [{ kind: 'text', value }]

test('a column of every type that can hold text is searched, in each encoding', async () => {
  const { found, unsearched, ...counts } = await trace()
  const missed = columns.filter(({ name }) => !found.some(({ column }) => column === name))

  expect(missed.map(({ type }) => type)).toEqual([])
  expect(found.every(({ rows }) => rows === 1)).toBe(true)
  expect(unsearched).toEqual([])
  expect(counts).toEqual({ rows: 500, tables: 1, columns: columns.length })
  expect((await trace(text('somebody else'))).found).toEqual([])
})

describe('what keeps rows of its own', () => {
  beforeAll(() =>
    database.run(`
      create schema "Odd ""one"""; create schema parts;
      create table "Odd ""one"""."a.b ""c""" ("d ""e"" %" text);
      insert into "Odd ""one"""."a.b ""c""" values ('${WORDS}');
      create table parts.whole (at int, body text) partition by range (at);
      create table parts.early partition of parts.whole for values from (0) to (10);
      create table parts.late partition of parts.whole default;
      create table parts.parent (note text); create table parts.child (more text) inherits (parts.parent);
      insert into parts.whole select at, '${WORDS}' from generate_series(5, 12) at;
      insert into parts.child values ('${WORDS}', '${WORDS}');
      create materialized view parts.seen as select body from parts.whole where at < 7;
      create materialized view parts.empty as select body from parts.whole with no data;
      create view parts.shown as select * from parts.whole;
      create unlogged table parts.long as select repeat(md5(at::text) || ' x ', 20000) || '${WORDS}' as body
        from generate_series(1, 20) at`),
  )
  afterAll(() => database.run('drop schema "Odd ""one""" cascade; drop schema parts cascade'))

  test('is searched once: partitions, children, materialized views, long values', async () => {
    expect(await placesOf(text(WORDS))).toEqual([
      'Odd "one".a.b "c".d "e" % 1',
      'parts.child.note 1',
      'parts.child.more 1',
      'parts.early.body 5',
      'parts.late.body 3',
      'parts.long.body 20',
      'parts.seen.body 2',
    ])
  })

  test('a schema can be named', async () => {
    expect(await trace(text(WORDS), 'public')).toMatchObject({ found: [], tables: 1 })
    expect((await trace(text(WORDS), 'parts')).found).toHaveLength(6)
  })

  test('many rows are read through a cursor, and all of them', async () => {
    await database.run(`
      create table parts.many as select at, 'row ' || at as body from generate_series(1, 30000) at;
      insert into parts.many values (0, '${WORDS}')`)
    const { found, rows } = await trace(text(WORDS), 'parts')
    expect(found).toContainEqual(expect.objectContaining({ table: 'many', rows: 1 }))
    expect(rows).toBeGreaterThan(30_000)
    await database.run('drop table parts.many')
  })
})

describe('search vectors', () => {
  beforeAll(() =>
    database.run(`
      create text search configuration ours (copy = french);
      create table found (id int, body text, of_trigger tsvector, unknown tsvector, stripped tsvector,
        of_column tsvector generated always as (to_tsvector('english', body)) stored,
        of_ours tsvector generated always as (to_tsvector('ours', body)) stored);
      create trigger fills before insert on found for each row
        execute function tsvector_update_trigger(of_trigger, 'pg_catalog.german', body);
      insert into found (id, body, unknown, stripped)
      select id, body, to_tsvector('english', body), strip(to_tsvector('simple', body))
        from (values (1, 'the running horses'), (2, 'nobody at all'), (3, 'les chevaux')) row (id, body)`),
  )
  afterAll(() => database.run('drop table found; drop text search configuration ours'))

  test('are asked for stems of whole words, by their own configuration or by all', async () => {
    await database.run("update found set body = 'nothing' where id = 1")
    // The trigger is for inserts, and the columns that nobody fills again keep their words.
    const { found } = await trace(text('Running Horses'))
    expect(found.map(({ column, byStems }) => [column, byStems])).toEqual([
      ['of_trigger', true],
      ['unknown', true],
      ['stripped', true],
    ])
    expect((await trace(text('chevaux'))).found.map(({ column }) => column)).toContain('of_ours')
    expect((await trace(text('horses that ran away'))).found).toEqual([])
  })

  test('that a configuration can not be used is told', async () => {
    await database.run(`create text search dictionary broken (template = simple);
      alter text search configuration ours alter mapping for asciiword with broken`)
    expect((await trace(text('horse'))).unsearched).toEqual([])
    // As after an upgrade whose files are missing.
    await database.run(
      `update pg_ts_dict set dictinitoption = 'stopwords = ''gone''' where dictname = 'broken'`,
    )
    const { unsearched } = await trace(text('horse'))
    expect(unsearched.map(({ column, why }) => [column, why])).toEqual(
      expect.arrayContaining([['of_ours', 'stems']]),
    )
    await database.run(`update pg_ts_dict set dictinitoption = null where dictname = 'broken';
      alter text search configuration ours alter mapping for asciiword with french_stem;
      drop text search dictionary broken`)
  })
})

describe('what can not be searched', () => {
  test('is named: foreign tables and large objects', async () => {
    await database.run(`create extension file_fdw; create server files foreign data wrapper file_fdw;
      create foreign table elsewhere (line text) server files options (filename '/nowhere');
      select lo_from_bytea(0, convert_to('${EMAIL}', 'utf8'))`)
    const { unsearched } = await trace()
    await database.run(
      'drop extension file_fdw cascade; select lo_unlink(oid) from pg_largeobject_metadata',
    )

    expect(unsearched).toEqual([
      { schema: 'public', table: 'elsewhere', column: null, why: 'foreign_table' },
      { schema: 'pg_catalog', table: 'pg_largeobject', column: 'data', why: 'large_objects' },
    ])
  })

  test('is named for a login that may not read all, and the rest is searched', async () => {
    const reader = `reader_${randomUUID().replaceAll('-', '')}`
    await database.run(`create role ${reader}; create table hidden (id int, note text);
      create table secret (note text); insert into hidden values (1, '${EMAIL}'); insert into secret values ('${EMAIL}');
      grant select (id, c0) on every to ${reader}; grant select on hidden to ${reader};
      alter table hidden enable row level security; create policy few on hidden using (id = 1)`)
    const { found, unsearched } = await database.db
      .transaction()
      .setAccessMode('read only')
      .execute(async (trx) => {
        await sql`set local role ${sql.ref(reader)}`.execute(trx)
        return traceDatabase(trx, { terms })
      })
    await database.run(`drop table hidden, secret; drop owned by ${reader}; drop role ${reader}`)

    expect(found.map(({ table, column }) => `${table}.${column}`)).toEqual([
      'every.c0',
      'hidden.note',
    ])
    expect(unsearched).toHaveLength(columns.length - 1 + 2)
    expect(unsearched).toContainEqual({
      schema: 'public',
      table: 'every',
      column: 'c1',
      why: 'not_readable',
    })
    expect(unsearched).toContainEqual({
      schema: 'public',
      table: 'hidden',
      column: null,
      why: 'rows_hidden',
    })
    expect(unsearched).toContainEqual({
      schema: 'public',
      table: 'secret',
      column: 'note',
      why: 'not_readable',
    })
  })
})
