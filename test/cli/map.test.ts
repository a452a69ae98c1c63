import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { foreignDatabase, type ForeignDatabase } from '../maps/catalog-of.ts'
import { HELP_DESK_SQL, HELP_DESK_YAML, helpDeskWith } from '../maps/help-desk.ts'
import { withDatabase } from '../postgres-server.ts'
import { runUnsaid } from './run-unsaid.ts'

const SECRET = 'Ada Lovelace wrote this'

let database: ForeignDatabase
let folder: string
/** A login with no right but to connect. */
let url: string

beforeAll(async () => {
  database = await foreignDatabase(HELP_DESK_SQL)
  const name = new URL(database.url).pathname.slice(1)
  url = withDatabase(inject('postgres').url, name)
  folder = await mkdtemp(join(tmpdir(), 'unsaid-map-'))
  await writeFile(join(folder, 'help-desk.yaml'), HELP_DESK_YAML)
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

const check = (...args: string[]) =>
  runUnsaid(['map', 'check', ...args], { cwd: folder, env: { DATABASE_URL: url } })

test('a map that accounts for everything ends with 0, once the kinds may be read', async () => {
  const before = await check('help-desk.yaml')
  expect({ code: before.code, stderr: before.stderr }).toEqual({ code: 5, stderr: '' })
  expect(before.stdout).toContain(
    'which kinds of rows there are was not looked at: this login may not',
  )

  await database.run('grant select (subject_kind) on events to public')
  const after = await check('help-desk.yaml')
  expect({ code: after.code, stderr: after.stderr }).toEqual({ code: 0, stderr: '' })
  expect(after.stdout).toMatch(
    /17 columns of 6 tables can hold text: .*, 0 left\nthe map accounts for everything\n$/,
  )

  await database.run('alter table events enable row level security')
  expect((await check('help-desk.yaml')).code).toBe(5)
  await database.run('alter table events disable row level security')
})

test('--no-data says what it left out', async () => {
  const { code, stdout } = await check('help-desk.yaml', '--no-data')
  expect(code).toBe(5)
  expect(stdout).toContain(
    'events.subject_kind: which kinds of rows there are was not looked at: left out by --no-data',
  )
})

test('what is left is named with exit code 1, and no text of anybody', async () => {
  await database.run(`alter table tickets add summary text;
    insert into events (id, subject_kind, subject_id) values (1, '${SECRET}', 1)`)
  const text = await check('help-desk.yaml')
  const json = await check('help-desk.yaml', '--json')
  await database.run('alter table tickets drop column summary; truncate events')

  expect([text.code, json.code]).toEqual([1, 1])
  expect(text.stdout).toContain('problem    tickets.summary (text) is not accounted for')
  expect(text.stdout).toMatch(
    /problem {4}help-desk\.yaml:\d+: events\.subject_kind has 1 value, which nothing takes/,
  )
  expect(JSON.parse(json.stdout)).toMatchObject({
    ...{ type: 'map_check', map: 'help-desk', schema: 'public', complete: false, text_columns: 18 },
    findings: expect.arrayContaining([
      expect.objectContaining({ kind: 'left', table: 'tickets', column: 'summary', type: 'text' }),
      expect.objectContaining({ kind: 'untaken_value', file: 'help-desk.yaml' }),
    ]),
  })
  expect(text.stdout + json.stdout + text.stderr).not.toContain(SECRET)
})

test('a file that is no map is told line by line, without a database', async () => {
  await writeFile(join(folder, 'wrong.yaml'), helpDeskWith('do: delete', 'do: remove'))
  const { code, stdout } = await runUnsaid(['map', 'check', 'wrong.yaml'], { cwd: folder })
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^problem {4}wrong\.yaml:\d+: copies\.0\.do: must be delete, report, or columns/,
  )
  expect(stdout).toMatch(/wrong\.yaml is no map of format 1: 1 problem\n$/)
})

test('what is called wrongly is said', async () => {
  const none = await runUnsaid(['map', 'check', 'chatwoot'], { cwd: folder })
  expect(none).toMatchObject({ code: 3, stdout: '' })
  expect(none.stderr).toContain('no database to check: set DATABASE_URL, or give --database-url')
  const unknown = await check('nothing')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain(
    'nothing is neither a file that can be read nor a map that comes with Unsaid',
  )
  const schema = await check('help-desk.yaml', '--schema', 'elsewhere')
  expect(schema.code).toBe(2)
  expect(schema.stderr).toContain('schema elsewhere has no tables')
  const away = await check('help-desk.yaml', '--database-url', 'postgres://a@127.0.0.1:1/b')
  expect(away).toMatchObject({ code: 3, stdout: '' })
  expect(away.stderr).toContain("Postgres can't be reached (ECONNREFUSED)")
})

test('a map that comes with Unsaid is named by its name', async () => {
  const { code, stdout } = await check('zulip', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ map: 'zulip', complete: false })
})

test('map list and map schema need no database', async () => {
  const list = await runUnsaid(['map', 'list'], { cwd: folder })
  expect(list).toMatchObject({ code: 0, stderr: '' })
  expect(list.stdout).toMatch(
    /^chatwoot +Chatwoot 4 .*\nmattermost +Mattermost 11 .*\nrequest-tracker +Request Tracker 5.*\nzulip +Zulip Server 12 .*\n$/,
  )
  const json = await runUnsaid(['map', 'list', '--json'], { cwd: folder })
  expect(JSON.parse(json.stdout)).toMatchObject({
    type: 'list',
    data: [
      { type: 'map', name: 'chatwoot', format: 1 },
      { name: 'mattermost' },
      { name: 'request-tracker' },
      { name: 'zulip' },
    ],
  })
  const schema = await runUnsaid(['map', 'schema'], { cwd: folder })
  expect(JSON.parse(schema.stdout)).toMatchObject({ type: 'object', additionalProperties: false })
})
