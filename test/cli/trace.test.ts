import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { foreignDatabase, type ForeignDatabase } from '../maps/catalog-of.ts'
import { withDatabase } from '../postgres-server.ts'
import { runUnsaid } from './run-unsaid.ts'

const EMAIL = 'ada.secret@example.com'
const WORDS = 'Lovelace has said'

let database: ForeignDatabase
let folder: string
/** A login with no right but to connect, and those that a test grants. */
let url: string

beforeAll(async () => {
  database = await foreignDatabase(`
    create table people (id int, email text, about jsonb);
    create table notes (id int, body text);
    insert into people values (1, '${EMAIL}', '{"note": "${WORDS}"}'), (2, 'x@example.com', '{}');
    insert into notes values (1, 'to: ${EMAIL}'), (2, 'to: ${EMAIL.toUpperCase()}'), (3, '')`)
  url = withDatabase(inject('postgres').url, new URL(database.url).pathname.slice(1))
  folder = await mkdtemp(join(tmpdir(), 'unsaid-trace-'))
  await writeFile(join(folder, 'email.txt'), `${EMAIL}\n`)
  await writeFile(join(folder, 'words.txt'), `\uFEFFnothing like it\r\n\r\n  ${WORDS} \r\n`)
  await writeFile(join(folder, 'nobody.txt'), 'nobody at all\n')
})
afterAll(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

const trace = (args: readonly string[], input = '') =>
  runUnsaid(['trace', ...args], { cwd: folder, env: { DATABASE_URL: url }, input })

test('what this login may not read is named, and is no clean search', async () => {
  const { code, stdout, stderr } = await trace(['--email', '@email.txt'])
  expect({ code, stderr }).toEqual({ code: 5, stderr: '' })
  expect(stdout.split('\n')).toEqual([
    ...['notes.body', 'people.email', 'people.about'].map(
      (one) => `public.${one}  not readable: this login may not`,
    ),
    'read 0 rows of 0 tables, 0 columns: found nothing, 3 not searched',
    '',
  ])
})

test('what is found is told by place and count, and never as text', async () => {
  await database.run('grant select on all tables in schema public to public')
  const both = await trace(['--email', '@email.txt', '--text', '@words.txt'])
  expect(both).toEqual({
    code: 1,
    stderr: '',
    stdout: `public.notes.body    2
public.people.email  1
public.people.about  1
read 5 rows of 2 tables, 3 columns: found in 3
`,
  })
  const json = await trace(['--text', '@-', '--json', '--schema', 'public'], WORDS)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout)).toEqual({
    ...{ type: 'trace', complete: true, rows: 5, tables: 2, columns: 3, unsearched: [] },
    found: [{ schema: 'public', table: 'people', column: 'about', rows: 1, by_stems: false }],
  })
  expect(json.stdout + both.stdout).not.toMatch(/ada|lovelace|said/i)
})

test('what is nowhere ends with 0', async () => {
  expect(await trace(['--text', '@nobody.txt'])).toEqual({
    ...{ code: 0, stderr: '' },
    stdout: 'read 5 rows of 2 tables, 3 columns: found nothing\n',
  })
})

test.each([
  [[], '', 'say what to search for: --email @FILE, --text @FILE, or both'],
  [['--email', EMAIL], '', '--email does not take the value itself'],
  [['--email', '@'], '', '--email does not take the value itself'],
  [['--email', '@-', '--text', '@-'], EMAIL, '--email and --text need a file each'],
  [['--email', '@-'], '\n \n', 'standard input names nothing to search for: it is empty'],
  [['--email', '@-'], `${EMAIL}\n${WORDS}`, 'an e-mail address in each line: see line 2'],
  [['--text', '@-'], `${WORDS}\nx`, '2 characters or more in each line: see line 2'],
  [['--text', '@-'], WORDS.repeat(10_000), 'standard input must not hold more than 65536 bytes'],
  [['--text', '@gone.txt'], '', "the file gone.txt can't be read"],
  [['--text', '@words.txt', '--schema', 'gone'], '', 'there is no schema gone'],
])('%j is called wrongly', async (args, input, message) => {
  const { code, stdout, stderr } = await trace(args, input)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(message)
  expect(stderr).not.toMatch(/secret|lovelace/i)
})

test('a failure of the database quotes nothing', async () => {
  await database.run(`create function fails() returns boolean language plpgsql
      as 'begin raise exception ''Lovelace %'', ''has said''; end';
    alter table notes enable row level security;
    create policy failing on notes using (fails())`)
  const { code, stdout, stderr } = await trace(['--text', '@words.txt'])
  await database.run('alter table notes disable row level security; drop function fails cascade')

  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('P0001')
  expect(stderr).not.toMatch(/lovelace|has said/i)
})

test('without a database it says so', async () => {
  const { code, stderr } = await runUnsaid(['trace', '--text', '@words.txt'], { cwd: folder })
  expect(code).toBe(3)
  expect(stderr).toContain('no database to search: set DATABASE_URL, or give --database-url')
})
