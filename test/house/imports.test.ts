import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

const SETTINGS = ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json', '.ci']
const CODE = ['src', 'workers']

interface Complaint {
  readonly what: string
  readonly files: Record<string, string>
  readonly says: string
}

/** Runs the check on a copy of the given folders with some files added. */
async function checkImports(folders: readonly string[], files: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'unsaid-imports-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  const copied = [...SETTINGS, ...folders]
  await Promise.all(copied.map((name) => cp(name, join(root, name), { recursive: true })))
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'))
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }

  const { status, stdout, stderr } = spawnSync(process.execPath, ['.ci/check-imports.mjs'], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

test('the code as it stands passes', async () => {
  const { status, output } = await checkImports(CODE)
  expect(output).toMatch(/^Imports go one way: [1-9]\d* files, [1-9]\d* imports\.\n$/)
  expect(status).toBe(0)
})

test('an upward import fails, naming both rooms', async () => {
  const { status, output } = await checkImports(CODE, {
    'src/jobs/fixture-above.ts': 'export const above = 1\n',
    'src/request/fixture-below.ts': `export { above } from '../jobs/fixture-above.ts'\n`,
  })
  expect(output).toContain(
    'src/request/fixture-below.ts imports src/jobs/fixture-above.ts: upward import, request may not import jobs',
  )
  expect(status).toBe(1)
})

describe('refuses', () => {
  const complaints: Complaint[] = [
    {
      what: 'an upward import of a type',
      files: {
        'workers/fixture-above.ts': 'export type Above = string\n',
        'src/queue/fixture.ts': `export type { Above } from '../../workers/fixture-above.ts'\n`,
      },
      says: 'queue may not import workers',
    },
    {
      what: 'configuration read by a room that gets arguments',
      files: {
        'src/config.ts': 'export const level = 1\n',
        'src/eligibility/fixture.ts': `export { level } from '../config.ts'\n`,
      },
      says: 'eligibility may not import config',
    },
    {
      what: 'a leaf that imports a room',
      files: {
        'src/jobs/fixture.ts': 'export const job = 1\n',
        'src/closing.ts': `export { job } from './jobs/fixture.ts'\n`,
      },
      says: 'closing may not import jobs',
    },
    {
      what: 'a room that is not in the table',
      files: { 'src/attic/fixture.ts': 'export const dust = 1\n' },
      says: `src/attic/fixture.ts: no room 'attic' in the table`,
    },
    {
      what: 'a cycle within a room',
      files: {
        'src/ledger/fixture-a.ts': `export * from './fixture-b.ts'\n`,
        'src/ledger/fixture-b.ts': `export * from './fixture-a.ts'\n`,
      },
      says: 'src/ledger/fixture-a.ts is in a cycle',
    },
    {
      what: 'an import of nothing',
      files: { 'src/http/fixture.ts': `export * from './fixture-gone.ts'\n` },
      says: './fixture-gone.ts: there is no such module',
    },
    {
      what: 'an import of a test',
      files: {
        'test/fixture.ts': 'export const sample = 1\n',
        'src/access/fixture.ts': `export { sample } from '../../test/fixture.ts'\n`,
      },
      says: 'src/access/fixture.ts imports test/fixture.ts: code never imports a test',
    },
    {
      what: 'a package that production does not install',
      files: { 'src/status/fixture.ts': `export { assert } from 'fast-check'\n` },
      says: 'not in dependencies of package.json',
    },
  ]

  test.each<Complaint>(complaints)('$what', async ({ files, says }) => {
    const { status, output } = await checkImports([], {
      'src/request/fixture.ts': `export { randomUUID } from 'node:crypto'\n`,
      ...files,
    })
    expect(output).toContain(says)
    expect(output).toContain('Imports: 1 problem.')
    expect(status).toBe(1)
  })
})

describe('a check that saw nothing fails', () => {
  test('without files', async () => {
    const { status, output } = await checkImports([])
    expect(output).toContain('no TypeScript files in src and workers: nothing was checked')
    expect(status).toBe(1)
  })

  test('without one import in all files', async () => {
    const { status, output } = await checkImports([], {
      'src/request/fixture.ts': 'export const alone = 1\n',
    })
    expect(output).toContain('no import found in 1 files: nothing was checked')
    expect(status).toBe(1)
  })
})
