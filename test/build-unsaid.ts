import { execFile } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Below the packages it needs, and out of everybody's sight. */
const BUILT = join(ROOT, 'node_modules', '.cache', 'unsaid-tests')

/** What users run. */
export const BUILT_COMMAND = join(ROOT, 'bin', 'unsaid.cjs')

/** As `npm run build` makes it. */
export const BUILT_WORKER = join(BUILT, 'workers', 'main.js')

/** A worker that dies of certain jobs. */
export const DYING_WORKER = join(BUILT, 'test', 'faults', 'dying-worker.js')

/** Processes that use an embedded server. */
export const BUILT_FIXTURES = join(BUILT, 'test', 'database', 'embedded')

/** Packages of hundreds of modules, which every command loads. */
const OF_MANY_MODULES = ['kysely', 'zod']

/**
 * For the global setup: compiles the sources once, for all processes that the tests start. One of
 * the sources takes three times as long to start, and the suite starts some hundreds (measured).
 * Types are not checked: that is what `npm run types` is for.
 */
export async function buildUnsaid(): Promise<void> {
  // Built where it is not, before many processes would do it at once.
  await promisify(execFile)(process.execPath, [BUILT_COMMAND, '--version'])
  await mkdir(BUILT, { recursive: true })
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript')), 'tsc.js')
  const project = join(ROOT, 'test', 'tsconfig.built.json')
  await promisify(execFile)(process.execPath, [tsc, '--project', project])
  await cp(join(ROOT, 'src/demo/samples'), join(BUILT, 'src/demo/samples'), { recursive: true })
  await cp(join(ROOT, 'src/maps/shipped'), join(BUILT, 'src/maps/shipped'), { recursive: true })
  await cp(join(ROOT, 'package.json'), join(BUILT, 'package.json'))
  await Promise.all(OF_MANY_MODULES.map(inOneFile))
}

/**
 * Puts a package nearer to what was built than the installed one, in one file: a command starts in
 * two thirds of the time (measured).
 */
async function inOneFile(name: string): Promise<void> {
  const folder = join(BUILT, 'node_modules', name)
  await build({
    stdin: { contents: `export * from '${name}'`, resolveDir: ROOT },
    ...{ bundle: true, format: 'esm', platform: 'node', outfile: join(folder, 'index.js') },
  })
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "exports": "./index.js" }\n')
}
