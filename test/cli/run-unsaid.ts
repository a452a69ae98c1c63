import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { BUILT_COMMAND } from '../build-unsaid.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const TSX = import.meta.resolve('tsx')

/** How `unsaid` is started, as it was built for this run. */
export const UNSAID: readonly [string, string] = [process.execPath, BUILT_COMMAND]

/** Milliseconds, for a test that runs many commands one after another on a busy machine. */
export const MANY_COMMANDS = 300_000

/** How a command ended. */
export interface Ran {
  /** Null when a signal killed it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from stdin; nothing without it. `open`: a stdin that never ends. */
  readonly input?: string | { readonly open: true }
  readonly cwd?: string
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ran>
  /** Resolves when either stream holds the text; fails when the command ends without it. */
  said(text: string): Promise<string>
}

/** Runs `unsaid …` as a child process to its end, with no settings but those given. */
export function runUnsaid(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return startUnsaid(args, options).ended
}

/** Starts `unsaid …`; a test that fails early does not leave it behind. */
export function startUnsaid(args: readonly string[], options: RunOptions = {}): Running {
  const [file, ...main] = UNSAID
  return start(file, [...main, ...args], options)
}

/** Starts any program in the same bare environment. */
export function start(file: string, args: readonly string[], options: RunOptions): Running {
  const { env = {}, input = '', cwd = ROOT } = options
  const child = spawn(file, args, { cwd, env: { ...bareEnvironment(), ...env } })
  onTestFinished(() => void child.kill('SIGKILL'))
  const collected = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (collected.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (collected.stderr += text))
  child.stdin.on('error', () => {}) // a command that ends without reading
  if (typeof input === 'string') child.stdin.end(input)
  const ended = once(child, 'close').then(([code]): Ran => ({ code, ...collected }))

  const said = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const all = collected.stderr + collected.stdout
        if (all.includes(text)) resolve(all)
      }
      child.stderr.on('data', look)
      child.stdout.on('data', look)
      void ended.then(({ code, stderr }) => reject(new Error(`ended with ${code}: ${stderr}`)))
      look()
    })
  return { child, ended, said }
}

function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, ...(TMPDIR && { TMPDIR }) }
}
