import { execFileSync } from 'node:child_process'
import { constants, readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning } from './process-mark.ts'

/** What postmaster.pid says about the server of a cluster; port is 0 until it listens. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** The pid belongs to a postmaster of this cluster, not to a later process. */
  readonly genuine: boolean
  /** Asks again, of the same pid. */
  isAlive(): boolean
}

/** Reads postmaster.pid; undefined when there is none. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const lines = text.split('\n')
  const [pid, port] = [Number.parseInt(lines[0] ?? '', 10) || 0, Number(lines[3]) || 0]
  const isAlive = () => pid > 0 && isPostmaster(pid, cluster)
  return { pid, port, genuine: isAlive(), isAlive }
}

/**
 * Lets a server start although an unrelated process got the pid that a dead server left in
 * postmaster.pid; Postgres would refuse. The line is given our own pid, which Postgres passes over
 * in its starter, rather than the file deleted: the file also names the shared memory, by which
 * Postgres finds backends that outlived their postmaster.
 */
export async function disarmPostmasterFile(cluster: string): Promise<void> {
  const flags = constants.O_RDWR | constants.O_NOFOLLOW
  const file = await open(pidFile(cluster), flags)
  try {
    const rest = (await file.readFile('utf8')).split('\n').slice(1)
    await file.truncate(0)
    await file.write([process.pid, ...rest].join('\n'), 0)
  } finally {
    await file.close()
  }
}

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}

/** Windows does not tell a command line; there only the connection decides. */
function isPostmaster(pid: number, cluster: string): boolean {
  if (!isRunning(pid)) return false
  return process.platform === 'win32' || commandOf(pid).includes(`postgres -D ${cluster}`)
}

/** Empty for a zombie, which no longer serves anybody. */
function commandOf(pid: number): string {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).toString()
    }
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
