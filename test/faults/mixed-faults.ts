import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { TestDatabase } from '../database-test.ts'
import type { Cluster } from '../postgres-on-path.ts'
import type { RedisServer } from '../redis-server.ts'
import type { MixedLoad } from './mixed-load.ts'

/** A process that is started again at its place. */
export interface Kept {
  readonly pid: number
  /** Ends it by this signal, and starts it again. */
  again(signal: NodeJS.Signals): Promise<void>
}

/** What faults happen to. */
export interface Faulty {
  readonly api: Kept
  readonly worker: Kept
  readonly redis: RedisServer
  readonly cluster: Cluster
  readonly database: TestDatabase
  readonly load: MixedLoad
}

/** Milliseconds for which something stands still, or is away. */
const AWAY = 5_000

/** What goes wrong, each in a second or a few. */
export const FAULTS = {
  'a worker is killed': ({ worker }) => worker.again('SIGKILL'),
  'a worker is asked to end': ({ worker }) => worker.again('SIGTERM'),
  'an API is killed': ({ api }) => api.again('SIGKILL'),
  'an API is asked to end': ({ api }) => api.again('SIGTERM'),
  'a worker stands still': ({ worker }) => standStill(worker.pid, 4 * AWAY),
  'an API stands still': ({ api }) => standStill(api.pid, AWAY),
  'Redis stands still': ({ redis }) => standStill(redis.pid!, AWAY),
  'Redis is killed': async ({ redis }) => {
    await redis.kill()
    await pause(AWAY)
    await redis.restart()
  },
  'Redis is emptied': async ({ redis, load, database }) => {
    const goOn = await load.holdRaw((jobs) => areStored(database, jobs))
    await redis.flush()
    goOn()
  },
  'all connections to Postgres are cut': async ({ database }) => {
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`.execute(database.admin)
  },
  'Postgres is killed': async ({ cluster }) => {
    await cluster.kill()
    await pause(AWAY)
    await cluster.start()
  },
} as const satisfies Record<string, (on: Faulty) => Promise<void>>

async function standStill(pid: number, milliseconds: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  await pause(milliseconds)
  process.kill(pid, 'SIGCONT')
}

async function areStored({ admin }: TestDatabase, jobs: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ stored: number }>`
    select count(*)::integer stored from job where id = any(${jobs}::text[])`.execute(admin)
  return rows[0]?.stored === jobs.length
}
