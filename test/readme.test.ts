import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { ERROR_CODES } from '../src/error-list/error-codes.ts'
import { EXIT_CODES_HELP } from '../src/cli/exit-code.ts'
import { LIMIT_VARIABLES } from '../src/limit-settings.ts'
import { buildProgram } from '../src/cli/program.ts'
import { environmentOf } from './cli/database-environment.ts'
import { everyCommand, helpOf } from './cli/help-pages.ts'
import { MANY_COMMANDS, startUnsaid } from './cli/run-unsaid.ts'
import { runLine } from './cli/unsaid-on-path.ts'
import { test } from './database-test.ts'
import { tempFolder } from './database/embedded/temp-folder.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const doors = readFileSync(new URL('../docs/doors.md', import.meta.url), 'utf8')
const erasure = readFileSync(new URL('../docs/erasure.md', import.meta.url), 'utf8')

/** An erasure asks for one; the embedded server would have its own. */
const UNSAID_PEPPER = 'a pepper for the examples of the README'

/** The rows of all tables, their cells trimmed. */
const rows = readme
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

const quoted = (cell: string | undefined) => /^`([^`]+)`$/.exec(cell ?? '')?.[1]

/** The rows of the table with this heading, by what their first cell quotes. */
function table(heading: string): Map<string, string[]> {
  const start = rows.findIndex(([first]) => first === heading)
  expect(start, `a table headed ${heading}`).toBeGreaterThanOrEqual(0)
  const body = rows.slice(start + 2)
  const end = body.findIndex((_, at) => /^-+$/.test(body[at + 1]?.[0] ?? ''))
  return new Map(
    body
      .slice(0, end < 0 ? undefined : end)
      .map(([first = '', ...others]) => [quoted(first) ?? first, others]),
  )
}

describe('the README', () => {
  test('lists exactly the errors of the catalogue, with their status', () => {
    const listed = [...table('code')].map(([code, [status, when]]) => {
      expect(when, code).not.toBe('')
      return [code, Number(status)]
    })
    const catalogue = Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status])

    expect(listed.sort()).toEqual(catalogue.sort())
  })

  test('lists exactly the settings that are read', () => {
    expect([...table('Variable').keys()].sort()).toEqual(settings().sort())
  })

  test('and the help names the same settings', () => {
    const help = rootHelp().split('Environment')[1]?.split('Exit codes')[0] ?? ''
    const named = help.match(/^ {2}[A-Z][A-Z_, ]*?(?= {2})/gm)?.flatMap((one) => one.split(','))

    expect(named?.map((one) => one.trim()).sort()).toEqual(settings().sort())
  })

  test('and .env.example names the same settings', () => {
    const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
    const named = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)

    expect(named.sort()).toEqual(settings().sort())
  })

  test('lists exactly the commands of the help, in its words', () => {
    const commands = everyCommand()
      .filter((names) => !helpOf(names).includes('\nCommands:'))
      .map((names) => [names.join(' '), descriptionOf(names)])

    expect([...table('Command')].map(([name, [what]]) => [name, what])).toEqual(commands)
  })

  test('lists exactly the exit codes of the help, in its words', () => {
    const codes = [...EXIT_CODES_HELP.matchAll(/^ {2}(\S+(?:, \S+)*) {2,}(\S.*)$/gm)]

    expect(codes).not.toEqual([])
    expect([...table('Exit code')].map(([code, [meaning]]) => [code, meaning])).toEqual(
      codes.map(([, code, meaning]) => [code, meaning]),
    )
  })

  test(
    'shows shell commands that run, one after another',
    { timeout: MANY_COMMANDS },
    async ({ database }) => {
      const folder = await tempFolder()
      const UNSAID_LEDGER_HEADS = join(folder, 'ledger-heads.ndjson')
      const own = { UNSAID_DATA_DIR: folder, UNSAID_PEPPER, UNSAID_LEDGER_HEADS }
      const env = { ...environmentOf(database), ...own }
      const server = startUnsaid(['start'], { env: { ...env, PORT: '0', LOG_LEVEL: 'silent' } })
      const [, address = ''] =
        /listens at http:\/\/(\S+)/.exec(await server.said('for a token')) ?? []
      const blocks = [...`${readme}${doors}${erasure}`.matchAll(/```sh\n(.*?)```/gs)].map(
        ([, block]) => block,
      )
      const script = blocks
        .join('\n')
        .replaceAll('npm run unsaid --', 'unsaid')
        .replaceAll('127.0.0.1:3000', address)
        .replaceAll('.unsaid/', `${folder}/`)
        // Last month is now.
        .replaceAll('--since 2030-01-01 --until 2030-01-31', '--since 2020-01-01')
        .replaceAll('curl -sS', 'curl -sS --fail-with-body')

      const ran = await runLine(`set -eu\n${script}`, folder, { env, cwd: process.cwd() })
      expect(ran.stderr).toBe('')
      expect(ran.stdout).toMatch(
        /imported 3 conversations[^]*HTTP\/1\.1 200 OK[^]*already_redacted: /,
      )
      expect(ran.stdout).toMatch(/"status":"(?:pending|success)"/)
      expect(ran.stdout).toContain('is as its digest says')
      expect(ran.stdout).toMatch(
        /proof: (un)?sealed\n[^]*2 erasures: 0 not ended, 0 overdue[^]*clean/,
      )
      expect(ran.code).toBe(0)
      server.child.kill('SIGTERM')
      expect((await server.ended).code).toBe(0)
    },
  )
})

/** As `src/config.ts` reads them, by the keys of its schema. */
function settings(): string[] {
  const source = readFileSync(new URL('../src/config.ts', import.meta.url), 'utf8')
  const schema = /const environment = z\.object\(\{\n(.*?)\n\}\)/s.exec(source)?.[1] ?? ''
  const others = [...schema.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name = '']) => name)
  return [...others, ...Object.keys(LIMIT_VARIABLES)]
}

function rootHelp(): string {
  let help = ''
  buildProgram(() => undefined)
    .configureOutput({ writeOut: (text) => (help += text) })
    .outputHelp()
  return help
}

/** The paragraph under `Usage:`, on one line. */
function descriptionOf(names: readonly string[]): string {
  return helpOf(names).split('\n\n')[1]?.replaceAll('\n', ' ') ?? ''
}
