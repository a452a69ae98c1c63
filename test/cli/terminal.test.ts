import { describe, expect } from 'vitest'
import { test, type TestDatabase } from '../database-test.ts'
import { environmentOf } from './database-environment.ts'
import { listFile, storedItems, type ListItem } from './list-files.ts'
import { MANY_COMMANDS, start, UNSAID } from './run-unsaid.ts'

/** Runs `unsaid …` at a terminal of its own, as util-linux's `script` makes one. */
function startAtTerminal(database: TestDatabase, args: readonly string[]) {
  const command = [...UNSAID, ...args].join(' ')
  const env = environmentOf(database)
  const input = { open: true } as const
  return start('script', ['-qefc', command, '/dev/null'], { env, input })
}

async function bulkAtTerminal(database: TestDatabase, items: readonly ListItem[]) {
  return startAtTerminal(database, ['bulk', await listFile(items)])
}

const isElsewhere = process.platform !== 'linux'
const options = {
  timeout: MANY_COMMANDS,
  ...(isElsewhere && { skip: true, meta: { skipReason: 'util-linux has the terminal' } }),
}

describe('at a terminal', options, () => {
  test('a list is redacted when its plan is agreed to', async ({ database }) => {
    const { parts } = await storedItems(database, 2)
    const running = await bulkAtTerminal(database, parts)
    await running.said('  redacted: 2\r\nRedact 2 messages for good? [y/N] ')
    running.child.stdin!.write('y\n')
    const { code, stdout } = await running.ended
    expect(stdout).toContain('succeeded: 2 of 2 items done')
    expect(code).toBe(0)
  })

  test.for(['n\n', '\n', '\u0004'])(
    'a list is left alone after %j',
    async (answer, { database }) => {
      const { parts } = await storedItems(database, 1)
      const running = await bulkAtTerminal(database, parts)
      await running.said('Redact 1 message for good? [y/N] ')
      running.child.stdin!.write(answer)
      const { code, stdout } = await running.ended
      expect(stdout).toMatch(
        /ready: 0 of 1 items done \(job (\S+)\)[^]*to go on: unsaid run \1 --yes/,
      )
      expect(code).toBe(4)
    },
  )

  test('Ctrl-C at the question leaves the plan', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const running = await bulkAtTerminal(database, parts)
    await running.said('Redact 1 message for good? [y/N] ')
    running.child.stdin!.write('\u0003')
    const { code, stdout } = await running.ended
    expect(stdout).toContain('accepted as job ')
    expect(code).toBe(130)
  })

  test('a bar shows how far a job is', async ({ database }) => {
    const { parts } = await storedItems(database, 1)
    const file = await listFile(parts)
    const accepted = startAtTerminal(database, ['bulk', file, '--yes', '--no-wait'])
    const [, job = ''] = /job (\S+):/.exec((await accepted.ended).stdout) ?? []
    const watching = startAtTerminal(database, ['status', job, '--watch'])
    await watching.said('0% 0/1')
    watching.child.stdin!.write('\u0003')
    expect((await watching.ended).code).toBe(130)
  })
})
