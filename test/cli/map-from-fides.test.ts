import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { foreignDatabase } from '../maps/catalog-of.ts'
import { FIDES_HELP_DESK } from '../maps/fides/fides-help-desk.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'

const TABLES = `
create table customers (id bigint primary key, email text not null unique, full_name text not null, phone varchar(20),
  profile jsonb not null default '{}', crm_id bigint);
create table agents (id bigint primary key, login text not null);
create table tickets (id bigint primary key, customer_id bigint not null references customers,
  subject text not null, state text not null);
create table replies (id bigint primary key, ticket_id bigint not null references tickets,
  author_kind text not null check (author_kind in ('customer', 'agent')), author_id bigint, body text not null,
  created_at timestamptz not null);
create table files (id bigint primary key, reply_id bigint not null references replies, path text not null);
create table newsletter (address text primary key);
`

/** What the check asks for, as somebody who knows the help desk answers it. */
const BY_HAND: readonly (readonly [before: string, after: string])[] = [
  [
    'author: { id: author_id }',
    'author: { id: author_id, type: { column: author_kind, contact: [customer] } }',
  ],
  ['do: { address: null }', 'do: delete'],
  [
    'outside:',
    "kept:\n  - { tables: [agents], because: 'our own staff' }\n  - { column: tickets.state, because: 'open or closed' }\n\noutside:",
  ],
]

test(
  'from a dataset to a map that accounts for everything',
  { timeout: MANY_COMMANDS },
  async () => {
    const folder = await tempFolder()
    const database = await foreignDatabase(TABLES)
    const draft = join(folder, 'draft.yaml')
    const check = () => runUnsaid(['map', 'check', draft], { env: { DATABASE_URL: database.url } })
    try {
      const drafted = await runUnsaid(['map', 'from-fides', FIDES_HELP_DESK])
      expect(drafted.code).toBe(0)
      expect(drafted.stderr).toMatch(
        /help-desk\.yaml:54: replies is taken for the collection of the messages: --messages names another\n/,
      )
      expect(drafted.stderr).toMatch(
        /\n\d+ things to see to; then hold the draft against the database: unsaid map check\n$/,
      )
      await writeFile(draft, drafted.stdout)

      const first = await check()
      expect(first.code).toBe(1)
      const problems = first.stdout.split('\n').filter((line) => line.startsWith('problem'))
      expect(problems).toEqual([
        expect.stringContaining('newsletter.address: it is NOT NULL, and the map writes null'),
        expect.stringContaining('agents.login (text) is not accounted for'),
        expect.stringContaining('tickets.state (text) is not accounted for'),
      ])

      const mended = BY_HAND.reduce(
        (text, [before, after]) => text.replace(before, after),
        drafted.stdout,
      )
      await writeFile(draft, mended)
      const last = await check()
      expect({ code: last.code, stderr: last.stderr }).toEqual({ code: 0, stderr: '' })
      expect(last.stdout).toMatch(/0 left\nthe map accounts for everything\n$/)
    } finally {
      await database.close()
    }
  },
)

test('--json prints draft and notes as one document', async () => {
  const { code, stdout, stderr } = await runUnsaid(['map', 'from-fides', '-', '--json'], {
    input: await readFile(FIDES_HELP_DESK, 'utf8'),
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toMatchObject({
    type: 'map_draft',
    map: 'help-desk',
    dataset: 'help_desk',
    yaml: expect.stringMatching(/^# A first draft/),
    notes: expect.arrayContaining([
      { line: 54, message: expect.stringContaining('replies is taken') },
    ]),
  })
})

test('what is no dataset leaves nothing on stdout', async () => {
  const folder = await tempFolder()
  const given = async (text: string, ...args: string[]) => {
    await writeFile(join(folder, 'fides.yaml'), text)
    return runUnsaid(['map', 'from-fides', 'fides.yaml', ...args], { cwd: folder })
  }
  const broken = await given('dataset:\n  - fides_key: [\n')
  expect(broken).toMatchObject({ code: 1, stdout: '' })
  expect(broken.stderr).toMatch(/^problem {4}fides\.yaml:\d+: is no YAML/)
  const none = await given('system: []\n')
  expect(none).toMatchObject({ code: 1, stdout: '' })
  expect(none.stderr).toContain('problem    fides.yaml:1: is no Fides dataset: it has neither')
  const long = await given(`# ${'x'.repeat(4_000_000)}\n`)
  expect(long).toMatchObject({ code: 2, stdout: '' })
  expect(long.stderr).toContain('fides.yaml is longer than 4 MB')
})

test('what must be named is said with what there is', async () => {
  const folder = await tempFolder()
  await copyFile(FIDES_HELP_DESK, join(folder, 'fides.yaml'))
  const run = (...args: string[]) => runUnsaid(['map', 'from-fides', ...args], { cwd: folder })
  const unknown = await run('fides.yaml', '--messages', 'letters')
  expect(unknown).toMatchObject({ code: 2, stdout: '' })
  expect(unknown.stderr).toContain(
    '--messages: there is none of this name in fides.yaml, but customers, agents',
  )
  const twice = await run('fides.yaml', '--messages', 'tickets', '--contacts', 'tickets')
  expect(twice.code).toBe(2)
  expect((await run('nothing.yaml')).stderr).toContain("the file nothing.yaml can't be read")
  await writeFile(
    join(folder, 'shop.yaml'),
    'fides_key: shop\ncollections: [{ name: products, fields: [{ name: id }] }]\n',
  )
  const shop = await run('shop.yaml')
  expect(shop.code).toBe(2)
  expect(shop.stderr).toContain(
    "which collection holds the messages can't be told: name it with --messages: products",
  )
})
