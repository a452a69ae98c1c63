import { expect } from 'vitest'
import { ERROR_CODES } from '../src/error-list/error-codes.ts'
import { EXIT_CODES_HELP } from '../src/cli/exit-code.ts'
import { LIMIT_VARIABLES } from '../src/limit-settings.ts'
import { buildProgram } from '../src/cli/program.ts'
import { everyCommand, helpOf } from './cli/help-pages.ts'
import { test } from './database-test.ts'
import { docsTable, readDocument } from './docs-table.ts'
import { servedRoutes } from './openapi/served-routes.ts'

test('docs/errors.md lists exactly the errors of the catalogue, with their status', () => {
  const listed = [...docsTable('docs/errors.md', 'code')].map(([code, [status, when]]) => {
    expect(when, code).not.toBe('')
    return [code, Number(status)]
  })
  const catalogue = Object.entries(ERROR_CODES).map(([code, { status }]) => [code, status])

  expect(listed.sort()).toEqual(catalogue.sort())
})

test('docs/settings.md lists exactly the settings that are read', () => {
  expect([...docsTable('docs/settings.md', 'Variable').keys()].sort()).toEqual(settings().sort())
})

test('the help names the same settings', () => {
  const help = rootHelp().split('Environment')[1]?.split('Exit codes')[0] ?? ''
  const named = help.match(/^ {2}[A-Z][A-Z_, ]*?(?= {2})/gm)?.flatMap((one) => one.split(','))

  expect(named?.map((one) => one.trim()).sort()).toEqual(settings().sort())
})

test('.env.example names the same settings', () => {
  const example = readDocument('.env.example')
  const named = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name)

  expect(named.sort()).toEqual(settings().sort())
})

test('docs/commands.md lists exactly the commands of the help, in its words', () => {
  const commands = everyCommand()
    .filter((names) => !helpOf(names).includes('\nCommands:'))
    .map((names) => [names.join(' '), descriptionOf(names)])

  expect(
    [...docsTable('docs/commands.md', 'Command')].map(([name, [what]]) => [name, what]),
  ).toEqual(commands)
})

test('docs/commands.md lists exactly the exit codes of the help, in its words', () => {
  const codes = [...EXIT_CODES_HELP.matchAll(/^ {2}(\S+(?:, \S+)*) {2,}(\S.*)$/gm)]

  expect(codes).not.toEqual([])
  expect(
    [...docsTable('docs/commands.md', 'Exit code')].map(([code, [meaning]]) => [code, meaning]),
  ).toEqual(codes.map(([, code, meaning]) => [code, meaning]))
})

test('docs/http.md lists exactly the routes that the server registers', async ({ database }) => {
  const listed = [...docsTable('docs/http.md', 'Route').keys()].filter((name) => !isVariant(name))
  const served = (await servedRoutes(database)).map(({ name }) => name)

  expect(listed.sort()).toEqual(served.sort())
})

test('docs/http.md names the scopes that the routes ask for', async ({ database }) => {
  const listed = [...docsTable('docs/http.md', 'Route')]
    .filter(([name]) => !isVariant(name))
    .map(([name, [scopes = '']]) => [name, namesIn(scopes)])
  const served = (await servedRoutes(database)).map(({ name, scopes }) => [name, [...scopes]])

  expect(listed.sort()).toEqual(served.sort())
})

/** A row about another use of the route above it: `with ...`. */
function isVariant(name: string): boolean {
  return name.startsWith('with ')
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

/** As `src/config.ts` reads them, by the keys of its schema. */
function settings(): string[] {
  const source = readDocument('src/config.ts')
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
