import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../src/database/embedded/free-port.ts'
import { isExecutable } from './redis-server.ts'

export type PoolMode = 'session' | 'transaction'

export const NO_PGBOUNCER =
  'no pgbouncer on PATH or in /usr/sbin: install it (apt-get install pgbouncer) to run these'

/** PgBouncer refuses to be root. */
const NOBODY = 65_534

interface Options {
  /** Connections to Postgres, for each database and login. */
  readonly size?: number
  readonly more?: string
}

/** A pooler that runs. */
export interface Pgbouncer {
  /** Each URL by way of the pooler. */
  readonly urls: string[]
  stop(): Promise<void>
}

/** The same for a test, with which it ends. */
export async function startPgbouncer(
  mode: PoolMode,
  urls: readonly string[],
  options: Options = {},
): Promise<string[] | undefined> {
  const pgbouncer = await openPgbouncer(mode, urls, options)
  if (pgbouncer) onTestFinished(() => pgbouncer.stop())
  return pgbouncer?.urls
}

/**
 * Starts a pooler before the server of some URLs.
 *
 * @param urls of the logins that it lets through
 * @returns undefined where none is installed
 */
export async function openPgbouncer(
  mode: PoolMode,
  urls: readonly string[],
  { size = 20, more = '' }: Options = {},
): Promise<Pgbouncer | undefined> {
  const program = findProgram()
  if (!program) return undefined
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-pgbouncer-'))
  const port = await freePort()
  const server = new URL(urls[0]!)
  const users = urls.map((url) => `"${new URL(url).username}" "${new URL(url).password}"`)
  await writeFile(join(folder, 'users.txt'), users.join('\n'))
  const settings = `[databases]
* = host=${server.hostname} port=${server.port || '5432'}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, 'users.txt')}
pool_mode = ${mode}
default_pool_size = ${String(size)}
max_client_conn = 500
${more}
`
  await writeFile(join(folder, 'pgbouncer.ini'), settings)
  await chmod(folder, 0o755)
  const stop = await run(program, folder)
  const pooled = urls.map((url) => Object.assign(new URL(url), { port: String(port) }).href)
  return { urls: pooled, stop }
}

/** @returns what ends it and removes its folder */
async function run(program: string, folder: string): Promise<() => Promise<void>> {
  const isRoot = process.getuid?.() === 0
  const child = spawn(program, [join(folder, 'pgbouncer.ini')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  })
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    await rm(folder, { recursive: true, force: true })
  }
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.includes('process up')) resolve()
    })
    child.once('exit', () => reject(new Error(`pgbouncer ended: ${said}`)))
  })
  return stop
}

function findProgram(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
  return folders.map((folder) => join(folder, 'pgbouncer')).find(isExecutable)
}
