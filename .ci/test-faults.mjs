// npm run test:faults [-- --scale small|full] [files]: kills, freezes, cuts and lost servers, and whatever else has a
// scale; in full unless told otherwise.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

const options = { scale: { type: 'string', default: 'full' } }
const { values, positionals } = parseArgs({ options, allowPositionals: true })
if (!['small', 'full'].includes(values.scale)) {
  process.stderr.write('test:faults: --scale is small or full\n')
  process.exit(2)
}

function withScale() {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name))
  return files.filter((path) => readFileSync(path, 'utf8').includes('atScale('))
}

const files = positionals.length > 0 ? positionals : ['test/faults/', ...withScale()]
const vitest = resolve('node_modules/vitest/vitest.mjs')
const { status } = spawnSync(process.execPath, [vitest, 'run', '--maxWorkers=4', ...files], {
  stdio: 'inherit',
  env: { ...process.env, UNSAID_FAULT_SCALE: values.scale },
})
process.exit(status ?? 1)
