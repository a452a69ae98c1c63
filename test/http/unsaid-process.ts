import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { BUILT_COMMAND } from '../build-unsaid.ts'

export interface UnsaidProcess {
  /** Where its API listens; empty for a worker. */
  readonly address: string
  readonly pid: number
  /** Stops it as a process manager would. @returns its exit code */
  stop(): Promise<number | null>
}

/**
 * Starts Unsaid, all of it or one part, with this environment and no other.
 *
 * @returns when it listens, or takes jobs
 */
export async function startUnsaid(
  env: Record<string, string>,
  command: 'start' | 'api' | 'worker' = 'start',
): Promise<UnsaidProcess> {
  const child = spawn(process.execPath, [BUILT_COMMAND, command], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const said: string[] = []
  const address = new Promise<string>((resolve) => {
    createInterface(child.stderr).on('line', (line) => {
      said.push(line)
      const found = /listens at (http:\S+)/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
      if (command === 'worker' && line.includes('takes jobs')) resolve('')
    })
  })
  const died = exited.then(() => {
    throw new Error(`unsaid did not start:\n${said.join('\n')}`)
  })
  died.catch(() => undefined) // it ends in the end
  return {
    address: await Promise.race([address, died]),
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      return (await exited)[0]
    },
  }
}
