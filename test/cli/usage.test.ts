import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runUnsaid } from './run-unsaid.ts'

const ID = ['--conversation-id', '1']

test.each([
  ['an unknown command', ['redat'], 'Did you mean redact?'],
  ['an unknown subcommand', ['token', 'creat'], 'Did you mean create?'],
  ['an unknown option', ['redact', '--conversaton-id', '1'], 'Did you mean --conversation-id?'],
  ['a missing argument', ['status'], "missing required argument 'job'"],
  ['one argument too many', ['import', 'a.json', 'b.json'], 'too many arguments'],
  ['no conversation', ['redact', '--part-id', '2'], 'give --conversation-id'],
  ['no target', ['redact', ...ID], 'give --part-id, or --source-id'],
  ['two targets', ['redact', ...ID, '--part-id', '2', '--source-id', '3'], 'give either'],
  ['an empty id', ['redact', '--conversation-id', ''], 'must not be empty'],
  ['text for a number', ['status', 'job', '--wait', 'long'], 'must be 0 to 86400 seconds'],
  [
    'a reason in words',
    ['redact', ...ID, '--part-id', '2', '--reason', 'A card!'],
    '--reason must',
  ],
  [
    'a key with spaces',
    ['redact', ...ID, '--part-id', '2', '--idempotency-key', 'a b'],
    '--idempotency-key must',
  ],
  ['an impossible workspace', ['status', 'job', '--workspace', 'A B'], '--workspace must be'],
  ['an unknown scope', ['token', 'create', '--scopes', 'read'], 'no such scope: read'],
  ['a time that has passed', ['token', 'create', '--expires', '2001-01-01'], 'a time to come'],
  ['a file that is not there', ['import', 'nowhere.json'], "nowhere.json can't be read"],
  ['a folder to import', ['import', 'src'], 'src is a folder'],
  ['a list that is not there', ['bulk', 'nowhere.csv'], "nowhere.csv can't be read"],
  ['an unknown format', ['bulk', '-', '--format', 'xml'], 'Allowed choices are ndjson, csv, json'],
  ['a limit in words', ['bulk', '-', '--max', 'ten'], 'must be a whole number'],
  ['a limit without its plan', ['bulk', '-', '--max', '1', '--no-wait'], '--max needs the plan'],
  ['a reason for a list in words', ['bulk', '-', '--reason', 'A card!'], '--reason must'],
  ['an unknown outcome', ['items', 'job', '--outcome', 'done'], 'Allowed choices are redacted'],
  ['an unknown state', ['jobs', '--state', 'done'], 'Allowed choices are queued'],
  ['a page of nothing', ['jobs', '--limit', '0'], 'must be 1 to 1000'],
  ['no command', [], 'Usage: unsaid'],
])('calls %s wrong usage, and says what is right', async (_what, args, hint) => {
  const { code, stdout, stderr } = await runUnsaid(args)

  expect(stderr).toContain(hint)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('lists every problem of the configuration at once, and quotes no value', async () => {
  const env = {
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    PORT: '99999',
    LOG_LEVEL: 'loud',
    UNSAID_BOOTSTRAP_TOKEN: 'hunter2',
  }
  const { code, stdout, stderr } = await runUnsaid(['status', 'job'], { env })

  for (const name of Object.keys(env)) expect(stderr).toContain(`unsaid: ${name} must`)
  expect(stderr).not.toMatch(/hunter2|99999|loud/)
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
})

test('says which setting to check when Postgres does not answer', async () => {
  const env = { DATABASE_URL: 'postgres://unsaid:hunter2@127.0.0.1:1/unsaid' }
  const { code, stderr } = await runUnsaid(['status', 'job'], { env })

  expect(stderr).toContain('DATABASE_URL')
  expect(stderr).not.toContain('hunter2')
  expect(code).toBe(3)
})

test('prints the OpenAPI document without any settings', async () => {
  const env = { DATABASE_URL: 'nonsense', PORT: 'nonsense' }
  const { code, stdout, stderr } = await runUnsaid(['openapi'], { env })

  expect(JSON.parse(stdout)).toMatchObject({ openapi: '3.1.0', info: { title: 'Unsaid' } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))

  expect(await runUnsaid(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
})
