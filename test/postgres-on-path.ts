import { accessSync, constants, readdirSync } from 'node:fs'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from '../src/database/embedded/free-port.ts'
import { runProgram } from '../src/database/embedded/run-program.ts'
import { findServerUser, type ServerUser } from '../src/database/embedded/server-user.ts'
import { tempFolder } from './database/embedded/temp-folder.ts'

export const NO_POSTGRES =
  'no initdb, pg_dump and psql on PATH nor in /usr/lib/postgresql: install postgresql to run this'

const PROGRAMS = ['initdb', 'pg_ctl', 'pg_dump', 'pg_restore', 'pg_basebackup', 'psql']

export interface Cluster {
  readonly port: number
  /** Of its superuser, who needs no password from this machine. */
  readonly adminUrl: string
  /** Another cluster that follows this one. */
  standby(): Promise<Cluster>
  /** Without a word to anybody, as when its machine is lost. */
  kill(): Promise<void>
  /** Again, on its port, after a kill. */
  start(): Promise<void>
  /** Makes it a standby of nobody, as who took its place would leave it. */
  demote(): Promise<void>
  promote(): Promise<void>
}

/** The folder of a whole Postgres on this machine, the newest; undefined where there is none. */
export function postgresFolder(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = listed(debian).sort((one, other) => Number(other) - Number(one))
  const folders = versions.map((version) => join(debian, version, 'bin'))
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return [...folders, ...path].find((folder) => PROGRAMS.every((name) => isThere(folder, name)))
}

/** A cluster that goes with the test, of the programs in this folder. */
export async function startCluster(programs: string): Promise<Cluster> {
  const { data, user, run } = await makePlace(programs)
  await run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync'])
  return serve({ programs, data, user, run })
}

interface Place {
  readonly programs: string
  readonly data: string
  readonly user: ServerUser | undefined
  readonly run: (program: string, args: readonly string[]) => Promise<void>
}

async function makePlace(programs: string): Promise<Place> {
  const user = await findServerUser('', () => undefined)
  const folder = await tempFolder()
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (user) for (const path of [folder, data]) await chown(path, user.uid, user.gid)
  const run = async (program: string, args: readonly string[]) => {
    const ran = await runProgram(join(programs, program), args, { user, cwd: folder })
    if (!ran.ok) throw new Error(`${program} failed: ${ran.output}`)
  }
  return { programs, data, user, run }
}

async function serve({ programs, data, run }: Place): Promise<Cluster> {
  const port = await freePort()
  const options = `-p ${String(port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
  const log = join(data, '..', 'server.log')
  const kill = () => run('pg_ctl', ['stop', '-D', data, '-m', 'immediate'])
  const start = () => run('pg_ctl', ['start', '-w', '-s', '-D', data, '-l', log, '-o', options])
  const stop = () => run('pg_ctl', ['stop', '-w', '-s', '-D', data, '-m', 'fast'])
  await start()
  onTestFinished(() => kill().catch(() => undefined))
  const adminUrl = `postgres://postgres@127.0.0.1:${String(port)}/postgres`
  return {
    ...{ port, adminUrl, kill },
    start,
    async demote() {
      await stop()
      await writeFile(join(data, 'standby.signal'), '')
      await start()
    },
    promote: () => run('pg_ctl', ['promote', '-w', '-s', '-D', data]),
    async standby() {
      const copy = await makePlace(programs)
      await copy.run('pg_basebackup', ['-D', copy.data, '-R', '-c', 'fast', '-d', adminUrl])
      return serve(copy)
    },
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isThere(folder: string, program: string): boolean {
  try {
    accessSync(join(folder, program), constants.X_OK)
    return true
  } catch {
    return false
  }
}
