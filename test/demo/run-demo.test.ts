import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { runUnsaid, startUnsaid, type Ran } from '../cli/run-unsaid.ts'
import { tempFolder } from '../database/embedded/temp-folder.ts'

const JOB = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const PLACEHOLDER = '<p><i>This message was deleted</i></p>'

/** Settings of somebody's own that would break any other command. */
const FOREIGN = { DATABASE_URL: 'nonsense', PORT: 'nonsense', LOG_LEVEL: 'nonsense' }

async function demo(env: Record<string, string> = {}): Promise<Ran & { left: string[] }> {
  const folder = await tempFolder()
  const ran = await runUnsaid(['demo'], { env: { ...env, TMPDIR: folder } })
  expect(ran.stderr).toContain(`made a Postgres cluster in ${folder}/unsaid-demo-`)
  const left = (await readdir(folder)).filter((name) => name.startsWith('unsaid'))
  return { ...ran, left }
}

test('tells the same story every time, whatever the environment names, and leaves nothing', async () => {
  const [first, second] = [await demo(), await demo(FOREIGN)]

  expect([first.code, second.code]).toEqual([0, 0])
  expect([...first.left, ...second.left]).toEqual([])
  expect(new Set(first.stdout.match(JOB)).size).toBe(7)
  expect(second.stdout.replaceAll(JOB, 'JOB')).toBe(first.stdout.replaceAll(JOB, 'JOB'))
})

test('shows a part and a source before and after, five refusals and the statuses', async () => {
  const { stdout } = await demo()
  const lines = (start: string) => stdout.split('\n').filter((line) => line.startsWith(start))
  const codes = (start: string) =>
    lines(start).map((line) => /(?:"code":"|failed: )(\w+)/.exec(line)?.[1])

  expect(lines('  before  body: ').join()).toMatch(/5555 5555 5555 4444.*4111 1111 1111 1111/)
  expect(lines('  after   body: ')).toEqual(Array(3).fill(`  after   body: ${PLACEHOLDER}`))
  expect(lines('  after ').join()).not.toMatch(/4111|5555|Maren/)
  expect(lines('  after   title')).toEqual(['  after   title: null'])
  expect(lines('  POST /conv').map((line) => line.slice(-6))).toEqual(['-> 200', '-> 200'])
  expect(codes('Refused')).toEqual([
    'conversation_part_not_redactable',
    'conversation_part_not_redactable',
    'conversation_part_or_message_not_found',
    'type_mismatch',
    'parameter_not_found',
  ])
  expect(lines('Status').slice(0, 2).join()).toMatch(/-> 200 success.*-> 200 success/)
  expect(codes('Status').slice(2, 5)).toEqual(codes('Refused').slice(0, 3))
  expect(lines('Status').slice(5)).toEqual([
    expect.stringContaining('refused before one was accepted'),
    expect.stringContaining('refused before one was accepted'),
  ])
})

test('shows a list, and an erasure whose certificate is checked', async () => {
  const { stdout } = await demo()
  expect(stdout).toContain('completed_with_errors: total 3, processed 3, redacted 1')
  expect(stdout).toMatch(/before {2}author: Tobin Wexcombe <.*@.*>\n/)
  expect(stdout).toContain('  after   author: null <null>\n')
  expect(stdout).toMatch(/succeeded: total (\d+), processed \1, redacted \1\n/)
  expect(stdout).toMatch(/certificate: \d\d messages, \d\d conversations, succeeded\n/)
  expect(stdout).toContain('verify: unchanged; with one number changed: changed\n')
})

test('prints its lines as one JSON document with --json', async () => {
  const { code, stdout } = await runUnsaid(['demo', '--json'])

  expect(JSON.parse(stdout).lines.join()).toContain(PLACEHOLDER)
  expect(code).toBe(0)
})

test.for(['made a Postgres cluster', 'Unsaid demo'])(
  'leaves nothing when it is interrupted after "%s"',
  async (line) => {
    const folder = await tempFolder()
    const running = startUnsaid(['demo'], { env: { TMPDIR: folder } })
    await running.said(line)
    running.child.kill('SIGINT')

    expect((await running.ended).code).toBe(130)
    expect((await readdir(folder)).filter((name) => name.startsWith('unsaid'))).toEqual([])
  },
)
