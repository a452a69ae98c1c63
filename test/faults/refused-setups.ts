import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { certificateFiles, NO_OPENSSL } from '../certificate-files.ts'
import { environmentOf } from '../cli/database-environment.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import { createTestDatabase, type TestDatabase } from '../database-test.ts'
import { NO_PGBOUNCER, startPgbouncer } from '../pgbouncer-server.ts'
import { startSentinel } from '../queue/redis-sentinel.ts'
import { openServers, portOf } from '../queue/redis-servers.ts'
import { openSecured } from '../queue/redis-tls.ts'
import { NO_REDIS } from '../redis-server.ts'
import { latinDatabase, standbyServer } from '../setup/unfit-servers.ts'

type Env = Readonly<Record<string, string>>

/** @returns why not, where something is not installed */
type OpenEnv = () => Promise<Env | string>

const PART = 'unsaid.conversation_part'

/** What no process starts with. */
export const REFUSED: Readonly<Record<string, OpenEnv>> = {
  'PgBouncer in transaction mode, no direct URL': pooled,
  LATIN1: latinDatabase,
  'a standby': standbyServer,
  'a row filter on what is redacted': () =>
    having(`create publication watched for table ${PART} where (redacted_at is null)`),
  'no replica identity': () =>
    having(
      `alter table ${PART} replica identity nothing; create publication watched for all tables`,
    ),
  'a password that is missing': () => shut(({ port }) => `redis://127.0.0.1:${port}`),
  'a password that is wrong': () => shut(({ port }) => `redis://:wrong@127.0.0.1:${port}`),
  'an ACL that forbids to write': () => shut(({ port }) => `redis://reader:pw@127.0.0.1:${port}`),
  'TLS with a CA that is not named': untrusted,
  'a node of a cluster as redis://': () => onRedis(1, { 'cluster-enabled': 'yes' }),
  'a Sentinel as redis://': sentinel,
}

/** What Unsaid works with as it is. */
export const ENDURED: Readonly<Record<string, OpenEnv>> = {
  "dates as 'SQL, DMY'": () => having('', "datestyle = 'SQL, DMY'"),
  'transactions that only read': () => having('', 'default_transaction_read_only = on'),
  'transactions that are serializable': () =>
    having('', "default_transaction_isolation = 'serializable'"),
  'a URL without a host, which is a socket': socket,
}

async function ownDatabase(): Promise<TestDatabase> {
  const { database, close } = await createTestDatabase()
  onTestFinished(close)
  return database
}

async function having(does: string, setting?: string): Promise<Env> {
  const database = await ownDatabase()
  const { admin } = database
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(admin)
  if (setting) await sql.raw(`alter database ${rows[0]!.name} set ${setting}`).execute(admin)
  else await sql.raw(does).execute(admin)
  return environmentOf(database)
}

async function pooled(): Promise<Env | string> {
  const database = await ownDatabase()
  const [url] = (await startPgbouncer('transaction', [database.url])) ?? []
  return url === undefined ? NO_PGBOUNCER : { ...environmentOf(database), DATABASE_URL: url }
}

async function socket(): Promise<Env> {
  const database = await ownDatabase()
  const { rows } = await sql<{ folders: string }>`
    select current_setting('unix_socket_directories') as folders`.execute(database.admin)
  const folder = rows[0]?.folders.split(', ')[0] ?? ''
  const { username, password, port, pathname } = new URL(database.url)
  const url = `postgres://${username}:${password}@${pathname}?host=${folder}&port=${port || '5432'}`
  return { ...environmentOf(database), DATABASE_URL: url }
}

async function onRedis(count: number, settings: Env = {}): Promise<Env | string> {
  const [server] = (await openServers(count, settings)) ?? []
  return server ? { ...environmentOf(await ownDatabase()), REDIS_URL: server.url } : NO_REDIS
}

async function shut(urlOf: (at: { port: string }) => string): Promise<Env | string> {
  const [server] = (await openServers(1)) ?? []
  if (!server) return NO_REDIS
  const redis = new Redis(server.url)
  await redis.acl('SETUSER', 'reader', 'on', '>pw', '~*', '+@read', '+@connection')
  await redis.config('SET', 'requirepass', 'secret')
  redis.disconnect()
  return { ...environmentOf(await ownDatabase()), REDIS_URL: urlOf({ port: portOf(server) }) }
}

async function untrusted(): Promise<Env | string> {
  const files = await certificateFiles()
  if (!files) return NO_OPENSSL
  const [server] = (await openSecured(1, files)) ?? []
  return server ? { ...environmentOf(await ownDatabase()), REDIS_URL: server.url } : NO_REDIS
}

async function sentinel(): Promise<Env | string> {
  const [server] = (await openServers(1)) ?? []
  if (!server) return NO_REDIS
  const port = await startSentinel('main', portOf(server))
  return { ...environmentOf(await ownDatabase()), REDIS_URL: `redis://127.0.0.1:${port}` }
}

/** Exit code and sentence with which `unsaid start` refuses. */
export async function refusalOf(env: Env): Promise<{ code: number | null; sentence: string }> {
  const { code, stderr } = await runUnsaid(['start'], { env: { ...env, PORT: '0' } })
  expect(code).not.toBe(0)
  return { code, sentence: stderr.trim() }
}
