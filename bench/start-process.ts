import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** One side's process. */
export interface BenchProcess {
  readonly pid: number
  /** What the line that said it is ready told. */
  readonly told: string
  /** Asks it to end, as a process manager would. @returns the last lines it wrote */
  stop(): Promise<readonly string[]>
}

export interface ProcessOptions {
  /** From the root, e.g. `workers/main.ts`. */
  readonly script: string
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What it writes once it is ready; a first group is `told`. */
  readonly ready: RegExp
}

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const LAST_LINES = 20

/** Milliseconds for a process to end by itself. */
const PATIENCE = 15_000

/** Starts a process with this environment and no other; returns when it is ready. */
export async function startProcess(options: ProcessOptions): Promise<BenchProcess> {
  const { PATH, HOME } = process.env
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', options.script, ...(options.args ?? [])],
    { cwd: ROOT, env: { PATH, HOME, ...options.env }, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  const lines: string[] = []
  const ended = once(child, 'close')
  const ready = new Promise<string>((resolve) => {
    const take = (line: string) => {
      lines.push(line)
      if (lines.length > LAST_LINES) lines.shift()
      const found = options.ready.exec(line)
      if (found) resolve(found[1] ?? '')
    }
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', take)
  })
  const died = ended.then(() => {
    throw new Error(`${options.script} ended before it was ready:\n${lines.join('\n')}`)
  })
  died.catch(() => undefined) // it ends in the end
  const told = await Promise.race([ready, died])
  return {
    pid: child.pid!,
    told,
    async stop() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
      await ended
      clearTimeout(late)
      return lines
    },
  }
}
