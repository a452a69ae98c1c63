import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempFolder } from '../database/embedded/temp-folder.ts'
import { ROOT, start, type Ran } from './run-unsaid.ts'

const WORDS = 'Takes messages back'
const PROGRAM = 'src/cli/program.ts'

/** A checkout that nothing was built of, with the packages of this one. */
async function copyOfCheckout(): Promise<string> {
  const copy = await tempFolder()
  const copied = ['bin', 'package.json', 'src', 'tsconfig.json', 'workers']
  await Promise.all(
    copied.map((name) => cp(join(ROOT, name), join(copy, name), { recursive: true })),
  )
  await mkdir(join(copy, 'node_modules'))
  const packages = (await readdir(join(ROOT, 'node_modules'))).filter((name) => name !== '.cache')
  await Promise.all(
    packages.map((name) =>
      symlink(join(ROOT, 'node_modules', name), join(copy, 'node_modules', name)),
    ),
  )
  return copy
}

function run(checkout: string, ...args: string[]): Promise<Ran> {
  return start(process.execPath, [join(checkout, 'bin/unsaid.cjs'), ...args], {}).ended
}

test('what a changed source says is said by the next start', async () => {
  const checkout = await copyOfCheckout()
  const first = await Promise.all([1, 2, 3].map(() => run(checkout, '--help')))
  for (const { code, stdout, stderr } of first) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(WORDS)
  }

  const program = join(checkout, PROGRAM)
  await writeFile(program, (await readFile(program, 'utf8')).replace(WORDS, 'Says something else'))
  expect((await run(checkout, '--help')).stdout).toContain('Says something else')
})

test('a source that is broken is told of, by its place', async () => {
  const checkout = await copyOfCheckout()
  await writeFile(join(checkout, PROGRAM), 'export const = 1\n')
  const { code, stderr } = await run(checkout, '--help')

  expect(code).toBe(3)
  expect(stderr).toContain(`${PROGRAM}:1:`)
})

test('a stack names places in the sources', async () => {
  const checkout = await copyOfCheckout()
  const program = join(checkout, PROGRAM)
  await writeFile(program, `${await readFile(program, 'utf8')}\nthrow new RangeError('planned')\n`)
  const { stderr } = await run(checkout, '--help')

  const lines = (await readFile(program, 'utf8')).trimEnd().split('\n').length
  expect(stderr).toContain(`RangeError: planned\n    at ${program}:${lines}:7`)
})

/** Tells, when the process ends, which files it has read. */
const TELL_FILES = `
const fs = require('node:fs')
const [read, files] = [fs.readFileSync, []]
fs.readFileSync = (file, ...others) => (files.push(String(file)), read(file, ...others))
process.on('exit', () => fs.writeSync(2, '\\n' + JSON.stringify(files)))`

/** The packages whose code a command loads. */
async function packagesLoadedBy(...args: string[]): Promise<Set<string>> {
  const folder = await tempFolder()
  const probe = join(folder, 'tell-files.cjs')
  await writeFile(probe, TELL_FILES)
  const command = ['--require', probe, join(ROOT, 'bin/unsaid.cjs'), ...args]
  // Nobody listens at this port: a command that needs a database ends there.
  const env = { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/none' }
  const { stderr } = await start(process.execPath, command, { env }).ended
  const files: string[] = JSON.parse(stderr.split('\n').at(-1)!)
  const built = files.filter((file) => /[.]cache.*[.]js$/.test(file))
  expect(built.length).toBeGreaterThan(0)
  const texts = await Promise.all(built.map((file) => readFile(file, 'utf8')))
  const names = texts.flatMap((text) =>
    [...text.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name!),
  )
  return new Set(names)
}

test('a command loads its own part alone', async () => {
  const help = await packagesLoadedBy('--help')
  expect([...help]).toEqual(['commander'])

  const jobs = await packagesLoadedBy('jobs')
  expect([...jobs]).toContain('pg')
  for (const name of ['bullmq', 'fastify', 'ioredis', 'prom-client']) {
    expect([...jobs]).not.toContain(name)
  }
})
