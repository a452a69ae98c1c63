// npm runs this in a checkout after `npm ci` and `npm install`, before `npm pack`, and where another
// project installs Unsaid from git: what is run and what is packed is built without a word from anyone.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

const { npm_command: command, npm_execpath: npm } = process.env

if (isInstalled('esbuild') && isInstalled('typescript')) {
  if (command !== 'pack') await buildForStarts()
  // `npm ci` is for working on Unsaid, or running it: `dist` is for those who install the package.
  if (command !== 'ci') execFileSync(process.execPath, [npm, 'run', 'build'], { stdio: 'inherit' })
}

/** Not with `--omit=dev`: then there is nothing to build with, nor anything to build for. */
function isInstalled(name) {
  try {
    return createRequire(import.meta.url).resolve(name) !== ''
  } catch {
    return false
  }
}

/** The first start would build it, too: an installation does not fail of it. */
async function buildForStarts() {
  try {
    const { buildCommand } = await import('./build-command.mjs')
    await buildCommand()
  } catch (error) {
    process.stderr.write(`unsaid: not built yet (${error.code ?? error.message})\n`)
  }
}
