import type pg from 'pg'
import type { Closing } from '../src/closing.ts'
import { openDatabase, type Db } from '../src/database/connection.ts'
import { connectionOptions } from '../src/database/server-settings.ts'
import { APP_ROLE, withDatabase, type SuitePostgres } from '../test/postgres-server.ts'
import { patientPool } from './patient-pool.ts'
import type { Backend } from './read-options.ts'
import { startProcess, type BenchProcess, type ProcessOptions } from './start-process.ts'

/** Where one measurement takes place: a database of its own and an empty queue. */
export interface Scene {
  readonly backend: Backend
  /** Postgres itself. */
  readonly url: string
  /** As Unsaid is given it: by way of a pooler where one is asked for. */
  readonly unsaidUrl: string
  readonly ownerUrl: string
  /** A superuser's, for checks. */
  readonly adminUrl: string
  /** Undefined: the queue is on Postgres. */
  readonly redisUrl: string | undefined
  /** As a superuser: prepares and checks, never measures. */
  readonly admin: pg.Pool
  readonly db: Db
  readonly sabotage: boolean
  /** A pool as the app's role, in workspace `default`, for the counterparts. */
  pool(max: number): pg.Pool
  /** Starts a process that works here; it ends with the scene if not before. */
  start(
    options: Omit<ProcessOptions, 'env'> & { env?: Record<string, string> },
  ): Promise<BenchProcess>
  close(): Promise<void>
}

export interface SceneOptions {
  readonly postgres: SuitePostgres
  /** The app's login by way of a pooler, if Unsaid is to go that way. */
  readonly pooledUrl: string | undefined
  readonly database: string
  readonly backend: Backend
  readonly redisUrl: string | undefined
  readonly sabotage: boolean
  readonly closing: Closing
}

export function openScene(options: SceneOptions): Scene {
  const { postgres, pooledUrl, database, backend, redisUrl, sabotage, closing } = options
  const url = withDatabase(postgres.url, database)
  const ownerUrl = withDatabase(postgres.ownerUrl, database)
  const adminUrl = withDatabase(postgres.adminUrl, database)
  const pooled = (config: pg.PoolConfig) => closing.opened(patientPool(config), (one) => one.end())
  const unsaidUrl = withDatabase(pooledUrl ?? postgres.url, database)
  const own = { ...environmentOf(unsaidUrl, ownerUrl, redisUrl), UNSAID_DIRECT_DATABASE_URL: url }
  return {
    ...{ backend, url, unsaidUrl, ownerUrl, adminUrl, redisUrl, sabotage },
    admin: pooled({
      connectionString: adminUrl,
      // A check reads everything, and what was written since the last ANALYZE passes for nothing.
      options: '-c search_path=unsaid -c enable_nestloop=off',
      max: 2,
    }),
    db: closing.opened(openDatabase({ url, appRole: APP_ROLE }), (one) => one.destroy()),
    pool: (max) => pooled(counterpartPool(url, max)),
    async start({ env = {}, ...process }) {
      const started = await startProcess({ ...process, env: { ...own, ...env } })
      let stopped: ReturnType<BenchProcess['stop']> | undefined
      const once = { ...started, stop: () => (stopped ??= started.stop()) }
      return closing.opened(once, (one) => one.stop())
    },
    close: () => closing.close(),
  }
}

/** The same role and timeouts as ours; the workspace is set once for each connection. */
export function counterpartPool(url: string, max: number): pg.PoolConfig {
  const workspace = '-c search_path=unsaid -c unsaid.workspace=default'
  return {
    connectionString: url,
    options: `${connectionOptions(APP_ROLE)} ${workspace}`,
    max,
  }
}

function environmentOf(url: string, ownerUrl: string, redisUrl: string | undefined) {
  return {
    DATABASE_URL: url,
    UNSAID_OWNER_DATABASE_URL: ownerUrl,
    UNSAID_RATE_LIMIT: '0',
    LOG_LEVEL: 'info',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  }
}
