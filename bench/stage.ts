import { createClosing, type Closing } from '../src/closing.ts'
import {
  onServer,
  startSuitePostgres,
  TEMPLATE,
  withDatabase,
  type SuitePostgres,
} from '../test/postgres-server.ts'
import { NO_PGBOUNCER, openPgbouncer, type PoolMode } from '../test/pgbouncer-server.ts'
import { NO_REDIS, startRedis, type RedisServer } from '../test/redis-server.ts'
import type { Say } from './alternate.ts'
import { nameOf, seedMessages, type Shape } from './seed-messages.ts'
import { openScene, type Scene } from './scene.ts'
import type { Backend, BenchOptions } from './read-options.ts'

/** The servers of a run; everything that is measured runs on them. */
export interface Stage {
  readonly say: Say
  /** For checks that must be seen to fail. */
  readonly sabotage: boolean
  /** Whether to tell where the time goes. */
  readonly profile: boolean
  /** An empty queue and a fresh copy of the database with these messages; close it after use. */
  scene(shape: Shape, backend: Backend): Promise<Scene>
  /** Makes a database that scenes can be copied of; `fill` gets its URLs and leaves no connection. */
  store(name: string, fill: (urls: SuitePostgres) => Promise<void>): Promise<void>
  /** The same of a database that was stored. */
  copy(stored: string, backend: Backend): Promise<Scene>
}

/** Starts Postgres, and Redis when it is first needed. */
export async function openStage(
  closing: Closing,
  say: Say,
  { sabotage, profile, pooler }: Pick<BenchOptions, 'sabotage' | 'profile' | 'pooler'>,
): Promise<Stage> {
  const { postgres, stop } = await startSuitePostgres()
  closing.opened(stop, (end) => end())
  const pooledUrl = pooler && (await pooledBy(pooler, postgres.url, closing))
  const seeded = new Set<string>()
  let redis: RedisServer | undefined
  let scenes = 0

  async function emptyRedis(): Promise<string> {
    redis ??= closing.opened(await installedRedis(), (one) => one.stop())
    await redis.flush()
    return redis.url
  }

  async function store(name: string, fill: (urls: SuitePostgres) => Promise<void>): Promise<void> {
    await onServer(postgres.adminUrl, copyOf(name, TEMPLATE))
    await fill(urlsOf(postgres, name))
    seeded.add(name)
  }

  async function copy(stored: string, backend: Backend): Promise<Scene> {
    const database = `bench_scene_${++scenes}`
    await onServer(postgres.adminUrl, copyOf(database, stored))
    const own = createClosing()
    own.opened(database, () =>
      onServer(postgres.adminUrl, `drop database ${database} with (force)`),
    )
    const redisUrl = backend === 'redis' ? await emptyRedis() : undefined
    const place = { postgres, pooledUrl, database, backend, redisUrl }
    const scene = openScene({ ...place, sabotage, closing: own })
    closing.opened(scene, (one) => one.close())
    return scene
  }

  return {
    ...{ say, sabotage, profile, store, copy },
    async scene(shape, backend) {
      const template = nameOf(shape)
      if (!seeded.has(template)) {
        say(`  storing ${shape.conversations} conversations of ${shape.parts} parts`)
        await store(template, ({ adminUrl }) => seedMessages(adminUrl, shape))
      }
      return copy(template, backend)
    },
  }
}

function urlsOf({ adminUrl, ownerUrl, url }: SuitePostgres, database: string): SuitePostgres {
  return {
    adminUrl: withDatabase(adminUrl, database),
    ownerUrl: withDatabase(ownerUrl, database),
    url: withDatabase(url, database),
  }
}

/** Files are copied, after a checkpoint: each copy begins with the same pages and no dead row. */
const copyOf = (name: string, template: string) =>
  `create database ${name} template ${template} owner unsaid_owner strategy file_copy`

/** @returns the login's URL by way of a pooler that ends with the run */
async function pooledBy(mode: PoolMode, url: string, closing: Closing): Promise<string> {
  const pgbouncer = await openPgbouncer(mode, [url])
  if (!pgbouncer) throw new Error(NO_PGBOUNCER)
  return closing.opened(pgbouncer, (one) => one.stop()).urls[0]!
}

async function installedRedis(): Promise<RedisServer> {
  const server = await startRedis({ appendonly: true })
  if (!server) throw new Error(NO_REDIS)
  return server
}
