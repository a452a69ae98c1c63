import { expect } from 'vitest'
import { test } from '../database-test.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { environmentOf } from './database-environment.ts'
import { MANY_COMMANDS, runUnsaid } from './run-unsaid.ts'
import { sampleConversation } from './sample-conversation.ts'
import { runLine } from './unsaid-on-path.ts'

const { id, part, source, json } = sampleConversation()
const TARGET = ['--conversation-id', id]

test(
  'every command prints one JSON document with --json, and nothing beside it',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const env = { ...environmentOf(database), UNSAID_DATA_DIR: await tempFolder() }
    const commands = [
      ['migrate'],
      ['doctor'],
      ['openapi'],
      ['import', '-'],
      ['redact', ...TARGET, '--part-id', part],
      ['redact', ...TARGET, '--source-id', source, '--no-wait'],
      ['redact', ...TARGET, '--part-id', 'unknown'],
      ['status', 'unknown'],
      ['bulk', '-'],
      ['bulk', '-', '--no-wait'],
      ['items', 'unknown'],
      ['jobs'],
      ['run', 'unknown', '--yes'],
      ['cancel', 'unknown', '--yes'],
      ['token', 'create'],
      ['token', 'list'],
      ['token', 'revoke', 'unknown'],
      ['workspace', 'create', 'gamma'],
      ['workspace', 'list'],
    ]
    for (const command of commands) {
      const { stdout, stderr } = await runUnsaid([...command, '--json'], { env, input: json })
      expect(JSON.parse(stdout), command.join(' ')).toBeTypeOf('object')
      expect(stderr, command.join(' ')).toBe('')
    }
  },
)

test('logs what LOG_LEVEL asks for, on stderr alone', async ({ database }) => {
  const env = { ...environmentOf(database), REDIS_URL: 'redis://127.0.0.1:1' }
  const command = ['redact', ...TARGET, '--part-id', part, '--no-wait', '--json']
  const usual = await runUnsaid(command, { env })
  const silent = await runUnsaid(command, { env: { ...env, LOG_LEVEL: 'silent' } })

  expect(usual.stderr).toContain('"level":"warn"')
  expect(silent.stderr).toBe('')
  for (const { code, stdout } of [usual, silent]) {
    expect(JSON.parse(stdout).type).toBe('job')
    expect(code).toBe(0)
  }
})

test(
  'a job that no worker can take is not done yet when the time is up',
  { timeout: MANY_COMMANDS },
  async ({ database }) => {
    const env = {
      ...environmentOf(database),
      REDIS_URL: 'redis://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    }
    await runUnsaid(['import', '-'], { env, input: sampleConversation().json })
    const command = ['redact', ...TARGET, '--part-id', part, '--timeout', '1', '--json']
    const { code, stdout } = await runUnsaid(command, { env })

    expect(JSON.parse(stdout).status).toBe('pending')
    expect(code).toBe(4)
  },
)

test('a reader that goes away is no error', async ({ database }) => {
  const lines = ['unsaid --help | head -c1', 'unsaid workspace list --json | head -c1']
  for (const line of lines) {
    const options = { env: environmentOf(database) }
    const { code, stdout, stderr } = await runLine(line, await tempFolder(), options)
    expect({ code, stdout: stdout.length, stderr }, line).toEqual({
      code: 0,
      stdout: 1,
      stderr: '',
    })
  }
})
