import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, type TestContext } from 'vitest'
import { ROOT, start, TSX, type Ran } from '../cli/run-unsaid.ts'
import { NO_REDIS } from '../redis-server.ts'

const PATIENCE = { timeout: 180_000 }
/** Each round of a map starts two processes. */
const PATIENT = { timeout: 600_000 }
const MAIN = 'bench/main.ts'

/** Runs the bench with a temporary folder of its own, so that what it leaves behind is seen. */
async function bench(...args: string[]): Promise<Ran & { left: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'unsaid-bench-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const ran = await start(process.execPath, ['--import', TSX, MAIN, ...args], {
    cwd: ROOT,
    env: { TMPDIR: folder },
  }).ended
  const left = readdirSync(folder).filter((name) => name.startsWith('unsaid-'))
  return { ...ran, left }
}

/** It starts its own Postgres, which needs the embedded binaries. */
function skipWithoutServers(ctx: TestContext, { stderr }: Ran): void {
  if (process.env.UNSAID_TEST_POSTGRES) ctx.skip('the bench starts an embedded Postgres only')
  if (stderr.includes(NO_REDIS)) ctx.skip(NO_REDIS)
}

const number = expect.any(Number) as number
const round = { ours: number, other: number, ratio: number }

test('measures both sides and gives one JSON document', PATIENCE, async (ctx) => {
  const args = ['--only', 'P2', '--n', '200', '--rounds', '1', '--json']
  const ran = await bench(...args)
  skipWithoutServers(ctx, ran)
  expect(ran).toMatchObject({ code: 0, left: [] })

  const { machine, versions, results, hot } = JSON.parse(ran.stdout)
  expect(machine).toMatchObject({ cores: number, cpu: expect.any(String) })
  expect(versions).toMatchObject({ synchronous_commit: 'on', appendfsync: 'everysec' })
  const figure = { id: 'P2', backend: 'redis', lanes: null, n: 200, ...round }
  expect(results).toEqual([
    {
      ...figure,
      ...{ better: 'higher', unit: 'jobs/s', rounds: [round] },
      sides: { ours: expect.stringContaining('Unsaid'), other: expect.stringContaining('BullMQ') },
    },
  ])
  expect(results[0].ratio).toBeCloseTo(results[0].ours / results[0].other, 1)
  expect(hot).toEqual([{ id: 'P2', backend: 'redis', messages: number, jobs: number }])
})

test(
  'gives no figure, and exit code 1, when a round did not do its work',
  PATIENCE,
  async (ctx) => {
    const args = [
      '--only',
      'P2',
      '--n',
      '50',
      '--rounds',
      '1',
      '--backend',
      'postgres',
      '--sabotage',
    ]
    const ran = await bench(...args, '--json')
    skipWithoutServers(ctx, ran)

    expect(ran).toMatchObject({ code: 1, stdout: '', left: [] })
    expect(ran.stderr).toContain(
      'the check failed, no figure: Unsaid: parts_redacted 49 instead of 50',
    )
  },
)

test('measures a map against SQL by hand', PATIENT, async (ctx) => {
  const args = ['--only', 'M1', '--n', '1000', '--rounds', '1', '--json', '--profile']
  const ran = await bench(...args)
  skipWithoutServers(ctx, ran)
  expect(ran).toMatchObject({ code: 0, left: [] })

  const { results } = JSON.parse(ran.stdout) as { results: { id: string; ratio: number }[] }
  expect(new Set(results.map(({ id }) => id))).toEqual(new Set(['M1 list', 'M1 erasures']))
  expect(results.every(({ ratio }) => ratio > 0)).toBe(true)
  expect(ran.stderr).toMatch(/list: \{.*"messages":\d+/)
  expect(ran.stderr).toMatch(/profile: \d+ ms, \d+ times: .*words_quotes/)
})

test('gives no figure of a map when a word was left', PATIENT, async (ctx) => {
  const ran = await bench('--only', 'M1', '--n', '1000', '--rounds', '1', '--sabotage', '--json')
  skipWithoutServers(ctx, ran)

  expect(ran).toMatchObject({ code: 1, stdout: '', left: [] })
  expect(ran.stderr).toContain(
    'the check failed, no figure: Unsaid, list, one lane: markers in put_back 1',
  )
})

test('says which options there are, and refuses others', PATIENCE, async () => {
  const [help, wrong] = await Promise.all([bench('--help'), bench('--only', 'P9')])

  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toMatch(/--only[^]*--n[^]*--backend[^]*--rounds/)
  expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: 'bench: --only: there is no P9\n' })
})
