import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { freePort } from '../src/database/embedded/free-port.ts'

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string | undefined
  }
}

export const NO_REDIS =
  'no redis-server or valkey-server on PATH and no REDIS_URL: install one (apt-get install redis-server) to run the Redis half'

export interface RedisServer {
  readonly url: string
  readonly folder: string
  /** Of the running server; `undefined` while it is killed. */
  readonly pid: number | undefined
  flush(): Promise<void>
  /** SIGKILL; returns when the process is gone. The folder stays, for `restart`. */
  kill(): Promise<void>
  /** Same folder and port. A server that still runs is killed first. */
  restart(): Promise<void>
  /** Ends the process and removes the folder. */
  stop(): Promise<void>
}

interface Running {
  readonly pid: number
  readonly guard: ChildProcess
}

interface Place {
  readonly binary: string
  readonly folder: string
  readonly port: number
  readonly appendonly: boolean
  readonly settings: Readonly<Record<string, string>>
}

export const GUARD = fileURLToPath(new URL('redis-guard.mjs', import.meta.url))
const PORT_ATTEMPTS = 5

/** A server of the test's own, or `undefined` where none is installed. */
export async function startRedis(
  options: { appendonly?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<RedisServer | undefined> {
  const binary = findBinary()
  if (!binary) return undefined
  const { appendonly = true, settings = {} } = options

  const folder = await mkdtemp(join(tmpdir(), 'unsaid-redis-'))
  try {
    return await serveOnFreePort({ binary, folder, appendonly, settings })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

/** For the global setup: the Redis that REDIS_URL names, else one for this run, else none. */
export async function startSuiteRedis(): Promise<{
  url: string | undefined
  stop: () => Promise<void>
}> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, stop: async () => {} }
  const server = await startRedis()
  return { url: server?.url, stop: async () => server?.stop() }
}

/** The Redis of this run, shared by all tests: never flush it, use `startRedis` for that. */
export function redisUrl(): string | undefined {
  return inject('redisUrl')
}

export function findBinary(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = ['redis-server', 'valkey-server'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  )
  return candidates.find(isExecutable)
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Between finding a port free and binding it, another test may take it. */
async function serveOnFreePort(place: Omit<Place, 'port'>): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    try {
      return serve({ ...place, port }, await launch({ ...place, port }))
    } catch (error) {
      if (attempt === PORT_ATTEMPTS) throw error
    }
  }
}

function serve(place: Place, launched: Running): RedisServer {
  let running: Running | undefined = launched
  const url = urlOf(place)
  const kill = async () => {
    const ending = running
    running = undefined
    if (ending) await end(ending)
  }
  return {
    url,
    folder: place.folder,
    get pid() {
      return running?.pid
    },
    flush: () => flush(url),
    kill,
    restart: async () => {
      await kill()
      running = await launch(place)
    },
    stop: async () => {
      await kill()
      await rm(place.folder, { recursive: true, force: true })
    },
  }
}

/** Starts the server under its guard and returns when it answers. */
async function launch(place: Place): Promise<Running> {
  const guard = fork(GUARD, [place.binary, place.folder, ...settingsOf(place)], {
    detached: true, // a Ctrl-C for the tests must not take the server away while they still close
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = failed(guard, place)
  const [pid] = (await Promise.race([once(guard, 'message'), ended])) as [number]
  const client = connect(urlOf(place))
  try {
    await Promise.race([answers(client, pid), ended])
  } catch (error) {
    await end({ pid, guard })
    throw error
  } finally {
    client.disconnect()
  }
  // A forgotten server doesn't keep its test process alive: the guard ends it with the process.
  guard.unref()
  guard.channel?.unref()
  return { pid, guard }
}

function settingsOf({ port, folder, appendonly, settings: own }: Place): string[] {
  const settings = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: appendonly ? 'yes' : 'no',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
    ...own,
  }
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
}

const urlOf = ({ port }: Pick<Place, 'port'>) => `redis://127.0.0.1:${port}`

async function failed(guard: ChildProcess, place: Place): Promise<never> {
  await once(guard, 'exit')
  const log = readFileSync(join(place.folder, 'server.log'), 'utf8')
  throw new Error(
    `Redis did not start on port ${place.port}:\n${log.split('\n').slice(-15).join('\n')}`,
  )
}

/** Another server on the same port answers PING just as well: the process id tells them apart. */
async function answers(client: Redis, pid: number): Promise<void> {
  await client.ping()
  const info = await client.info('server')
  if (!info.includes(`process_id:${pid}\r\n`))
    throw new Error(`process ${pid} is not the one that answers`)
}

function connect(url: string): Redis {
  const client = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20 })
  client.on('error', () => {}) // refused until it listens; retried
  return client
}

async function flush(url: string): Promise<void> {
  const client = connect(url)
  try {
    await client.flushall()
  } finally {
    client.disconnect()
  }
}

async function end({ guard }: Running): Promise<void> {
  if (guard.exitCode !== null || guard.signalCode !== null) return
  guard.ref()
  const exited = once(guard, 'exit')
  guard.send('end', () => {}) // a guard that is just going away needs no telling
  await exited
}
