import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'
import { BUILT_WORKER } from '../build-unsaid.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A worker in a process of its own, as a process manager would run it. */
export interface WorkerProcess {
  readonly pid: number
  /** Resolves once it takes jobs; rejects if it ends before. */
  readonly ready: Promise<void>
  readonly exited: Promise<Exit>
  readonly running: boolean
  /** Everything it wrote, on both streams. */
  readonly output: string
  kill(signal: NodeJS.Signals): void
}

export interface WorkerProcessOptions {
  readonly databaseUrl: string
  /** Absent: BullMQ on the same Postgres. */
  readonly redisUrl?: string | undefined
  /** Another built entry than that of `workers/main.ts`. */
  readonly script?: string
  readonly env?: Readonly<Record<string, string>>
}

const READY = 'the worker takes jobs'

/** Starts a worker process; the test's end kills it if the test didn't. */
export function startWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const child = spawn(process.execPath, [options.script ?? BUILT_WORKER], {
    env: environmentOf(options),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }))
  const ready = new Promise<void>((resolve, reject) => {
    const take = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes(READY)) resolve()
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    void exited.then(() => reject(new Error(`the worker ended before it was ready:\n${output}`)))
  })
  ready.catch(() => undefined) // whoever waits for it is told
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return {
    pid: child.pid!,
    ready,
    exited,
    get running() {
      return child.exitCode === null && child.signalCode === null
    },
    get output() {
      return output
    },
    kill: (signal) => child.kill(signal),
  }
}

function environmentOf({ databaseUrl, redisUrl, env = {} }: WorkerProcessOptions) {
  const { PATH, HOME } = process.env
  const redis = redisUrl === undefined ? {} : { REDIS_URL: redisUrl }
  return { PATH, HOME, DATABASE_URL: databaseUrl, LOG_LEVEL: 'info', ...redis, ...env }
}
