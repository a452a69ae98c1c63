import { Redis } from 'ioredis'
import { expect, onTestFinished } from 'vitest'
import { certificateFiles, NO_OPENSSL } from '../certificate-files.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { NO_PGBOUNCER, startPgbouncer, type PoolMode } from '../pgbouncer-server.ts'
import { NO_POSTGRES, postgresFolder } from '../postgres-on-path.ts'
import { knowsReplicas, startSentinel } from '../queue/redis-sentinel.ts'
import { holderOf, joinCluster, openServers, portOf } from '../queue/redis-servers.ts'
import { NO_REDIS, startRedis, type RedisServer } from '../redis-server.ts'
import { freePort } from '../../src/database/embedded/free-port.ts'
import { openOwnPostgres } from './own-postgres.ts'
import { securedCluster, securedSentinel, type Secured } from './secured-setups.ts'

/** What others run Unsaid on. */
export interface SetUp {
  readonly database: TestDatabase
  readonly env: Readonly<Record<string, string>>
  /** What goes wrong there while Unsaid is away. */
  readonly disturb: () => Promise<void>
}

/** @returns why not, where something is not installed */
export type OpenSetUp = () => Promise<SetUp | string>

const nothing = async () => undefined

export const SETUPS: Readonly<Record<string, OpenSetUp>> = {
  'Postgres alone': async () => setUp(await ownDatabase(), {}),
  'PgBouncer in session mode': () => pooled('session', false),
  'PgBouncer in transaction mode': () => pooled('transaction', true),
  'a Redis Cluster of three masters': cluster,
  'Sentinel, with a failover': sentinel,
  'a Redis Cluster with TLS': () => secured(securedCluster),
  'Sentinel with TLS, with a failover': () => secured(securedSentinel),
  'Redis with TLS and ACL': securedRedis,
  'Postgres with TLS': securedPostgres,
}

async function ownDatabase(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

function setUp(
  database: TestDatabase,
  env: Readonly<Record<string, string>>,
  disturb: () => Promise<void> = nothing,
): SetUp {
  return { database, env: { ...environmentOf(database), ...env }, disturb }
}

/** The queue is on Redis, or on Postgres by way of a direct URL. */
async function pooled(mode: PoolMode, withRedis: boolean): Promise<SetUp | string> {
  const database = await ownDatabase()
  const [url] = (await startPgbouncer(mode, [database.url])) ?? []
  if (url === undefined) return NO_PGBOUNCER
  if (!withRedis) {
    return setUp(database, { DATABASE_URL: url, UNSAID_DIRECT_DATABASE_URL: database.url })
  }
  const [redis] = (await openServers(1)) ?? []
  return redis ? setUp(database, { DATABASE_URL: url, REDIS_URL: redis.url }) : NO_REDIS
}

async function cluster(): Promise<SetUp | string> {
  const servers = await openServers(3, { 'cluster-enabled': 'yes' })
  if (!servers) return NO_REDIS
  await joinCluster(servers)
  const nodes = servers.map((server) => `127.0.0.1:${portOf(server)}`).join(',')
  return setUp(await ownDatabase(), { REDIS_URL: `redis+cluster://${nodes}` }, async () => {
    const holder = await holderOf(servers)
    await holder.kill()
    await holder.restart()
  })
}

async function sentinel(): Promise<SetUp | string> {
  const servers = await openServers(2)
  if (!servers) return NO_REDIS
  const [master, replica] = servers as [RedisServer, RedisServer]
  const follow = new Redis(replica.url)
  onTestFinished(() => follow.disconnect())
  await follow.replicaof('127.0.0.1', portOf(master))
  const port = await startSentinel('main', portOf(master))
  await expect.poll(() => knowsReplicas(port, 'main')).toBe(1)
  await expect.poll(() => follow.info('replication')).toContain('master_link_status:up')
  const REDIS_URL = `redis+sentinel://127.0.0.1:${port}/main`
  return setUp(await ownDatabase(), { REDIS_URL }, () => master.kill())
}

async function secured(open: () => Promise<Secured | string>): Promise<SetUp | string> {
  const opened = await open()
  return typeof opened === 'string'
    ? opened
    : setUp(await ownDatabase(), opened.env, opened.disturb)
}

async function securedRedis(): Promise<SetUp | string> {
  const files = await certificateFiles()
  if (!files) return NO_OPENSSL
  const port = String(await freePort())
  const tls = { 'tls-cert-file': files.cert, 'tls-key-file': files.key, 'tls-auth-clients': 'no' }
  const server = await startRedis({ settings: { 'tls-port': port, ...tls } })
  if (!server) return NO_REDIS
  onTestFinished(() => server.stop())
  const redis = new Redis(server.url)
  const rights = ['~{unsaid}:*', '+@all', '-@admin', '-@dangerous']
  await redis.call('acl', 'setuser', 'unsaid', 'on', '>pw', ...rights)
  redis.disconnect()
  return setUp(await ownDatabase(), {
    REDIS_URL: `rediss://unsaid:pw@127.0.0.1:${port}`,
    NODE_EXTRA_CA_CERTS: files.cert,
  })
}

async function securedPostgres(): Promise<SetUp | string> {
  const [programs, files] = [postgresFolder(), await certificateFiles()]
  if (programs === undefined) return NO_POSTGRES
  if (!files) return NO_OPENSSL
  const { database, env } = await openOwnPostgres(programs, files)
  return { database, env, disturb: nothing }
}
