import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { RunUnsaid } from '../demo/shell.ts'

/** What a program needs of its surroundings, and no setting of Unsaid. */
const KEPT = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'] as const

/** Runs this very command once more, as a process of its own with other words. */
export const runOwnCommand: RunUnsaid = async (words, { folder, env }) => {
  const main = process.argv[1] ?? ''
  const kept = Object.fromEntries(KEPT.map((name) => [name, process.env[name]]))
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    cwd: folder,
    env: { ...kept, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text))
  }
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...printed }
}
