import { expect } from 'vitest'
import { test } from '../database-test.ts'
import { environmentOf } from './database-environment.ts'
import { runUnsaid, startUnsaid } from './run-unsaid.ts'

interface Line {
  readonly level: string
  readonly msg: string
}

/** @throws when a line is anything but JSON */
function linesOf(stderr: string): Line[] {
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

/** Has Node warn of something at a signal. */
const WARNING = `--import=data:text/javascript,${encodeURIComponent(
  "process.on('SIGUSR2', () => process.emitWarning('somebody@example.com', 'DeprecationWarning', 'DEP9999'))",
)}`

test.for(['start', 'api', 'worker'])(
  '%s writes nothing but JSON to a stderr that is no terminal',
  async (command, { database }) => {
    const env = { ...environmentOf(database), PORT: '0', UNSAID_METRICS_PORT: '0' }
    const running = startUnsaid([command], { env: { ...env, NODE_OPTIONS: WARNING } })
    await running.said('metrics at http://')
    running.child.kill('SIGUSR2')
    await running.said('DEP9999')
    if (command !== 'api') await running.said('takes jobs')
    running.child.kill('SIGTERM')
    const { code, stdout, stderr } = await running.ended
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    const lines = linesOf(stderr)
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: expect.stringMatching(/^stopping/) })
    const warning = { name: 'DeprecationWarning', code: 'DEP9999' }
    expect(lines).toContainEqual(expect.objectContaining({ err: expect.objectContaining(warning) }))
    expect(stderr).not.toContain('somebody@example.com')
  },
)

test('why a process does not start is JSON as well, at any LOG_LEVEL', async ({ database }) => {
  const env = { ...environmentOf(database), PORT: 'x', UNSAID_LANES: 'many', LOG_LEVEL: 'silent' }
  const { code, stderr } = await runUnsaid(['start'], { env })
  expect(code).toBe(3)
  const msg = 'unsaid: PORT must be a whole number\nUNSAID_LANES must be a whole number'
  expect(linesOf(stderr)).toMatchObject([{ level: 'fatal', msg }])
})
