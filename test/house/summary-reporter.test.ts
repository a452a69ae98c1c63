import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const NODE_MODULES = join(process.cwd(), 'node_modules')
const IMPORTS = `import { beforeAll, describe, expect, test } from 'vitest'\n`

/** The output of a run over the given files, line by line, and whether it succeeded. */
async function run(files: Record<string, string>) {
  const root = await mkdtemp(join(tmpdir(), 'unsaid-summary-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  await symlink(NODE_MODULES, join(root, 'node_modules'))
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(root, name), text)))

  const reporter = join(process.cwd(), 'test/summary-reporter.ts')
  const flags = ['run', '--root', root, '--reporter=default', `--reporter=${reporter}`]
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(NODE_MODULES, 'vitest/vitest.mjs'), ...flags],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  return { succeeded: status === 0, lines: stdout.trimEnd().split('\n') }
}

test('ends with the counts', async () => {
  const { succeeded, lines } = await run({
    'one.test.ts': `${IMPORTS} test('a', () => {}); test('b', () => {})`,
  })
  expect(lines.at(-1)).toBe('Tests: 2 passed, 0 failed')
  expect(succeeded).toBe(true)
})

test('says why each test is skipped', async () => {
  const { succeeded, lines } = await run({
    'one.test.ts': `${IMPORTS}
      test('a', () => {})
      test('b', (ctx) => { ctx.skip('no moon tonight') })
      describe('c', { skip: true, meta: { skipReason: 'no tide' } }, () => { test('d', () => {}) })`,
  })
  expect(lines.slice(-3)).toEqual([
    'Skipped: one.test.ts > b: no moon tonight',
    'Skipped: one.test.ts > c > d: no tide',
    'Tests: 1 passed, 0 failed, 2 skipped',
  ])
  expect(succeeded).toBe(true)
})

test.each([
  { what: 'a failed test', text: `test('b', () => { expect(1).toBe(2) })` },
  { what: 'an error that no test caught', text: `setTimeout(() => { throw new Error('late') })` },
  { what: 'a file that does not load', text: `throw new Error('broken')` },
])('counts $what as failed', async ({ text }) => {
  const { succeeded, lines } = await run({
    'good.test.ts': `${IMPORTS} test('a', () => new Promise((resolve) => setTimeout(resolve, 50)))`,
    'bad.test.ts': `${IMPORTS} ${text}\n test('c', () => new Promise((resolve) => setTimeout(resolve, 50)))`,
  })
  expect(lines.at(-1)).toMatch(/^Tests: [12] passed, 1 failed$/)
  expect(succeeded).toBe(false)
})

test('counts a hook that throws as failed, and its tests as skipped', async () => {
  const { succeeded, lines } = await run({
    'one.test.ts': `${IMPORTS}
      describe('a', () => { beforeAll(() => { throw new Error('broken') }); test('b', () => {}) })`,
  })
  expect(lines.slice(-2)).toEqual([
    'Skipped: one.test.ts > a > b: its suite failed',
    'Tests: 0 passed, 1 failed, 1 skipped',
  ])
  expect(succeeded).toBe(false)
})

test('a run without tests has failed', async () => {
  const { succeeded, lines } = await run({})
  expect(lines.at(-1)).toBe('Tests: 0 passed, 1 failed')
  expect(succeeded).toBe(false)
})
