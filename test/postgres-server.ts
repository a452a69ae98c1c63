import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { choosePlace } from '../src/database/embedded/cluster-place.ts'
import { openEmbedded } from '../src/database/embedded/open-embedded.ts'
import { removeEmbedded } from '../src/database/embedded/remove-embedded.ts'
import { BOOTSTRAP, readSecrets } from '../src/database/embedded/secrets.ts'
import { migrate } from '../src/database/migrate.ts'
import { QUEUE_NAMES, QUEUE_SCHEMA } from '../src/queue/names.ts'
import { makeExternalLogins } from './external-postgres.ts'

/** The server of this run. Every test file gets its own database on it. */
export interface SuitePostgres {
  /** A superuser's; for making databases and for looking at what no role of ours may see. */
  readonly adminUrl: string
  readonly ownerUrl: string
  readonly url: string
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: SuitePostgres
  }
}

export const APP_ROLE = 'unsaid_app'

/** Migrated once; every test database is a copy of it. */
export const TEMPLATE = 'unsaid_test_template'

interface Server {
  readonly postgres: SuitePostgres
  readonly stop: () => Promise<void>
}

/**
 * For the global setup: the server that UNSAID_TEST_POSTGRES names by a superuser's URL, else an
 * embedded one in a folder of its own; with a migrated template.
 *
 * @param options.outlastsPowerCuts as users' servers do; no test takes the power away, and none waits for the disk
 */
export async function startSuitePostgres({ outlastsPowerCuts = true } = {}): Promise<Server> {
  const external = process.env.UNSAID_TEST_POSTGRES
  const server = external ? await useExternal(external) : await startEmbedded()
  const { adminUrl, ownerUrl } = server.postgres
  try {
    if (!external && !outlastsPowerCuts) await forgetPowerCuts(adminUrl)
    await onServer(adminUrl, `create database ${TEMPLATE} owner unsaid_owner`)
    await migrate({
      ownerUrl: withDatabase(ownerUrl, TEMPLATE),
      appRole: APP_ROLE,
      appLogin: 'unsaid',
      queues: QUEUE_NAMES,
      queueSchema: QUEUE_SCHEMA,
    })
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function useExternal(adminUrl: string): Promise<Server> {
  const { ownerUrl, url, remove } = await makeExternalLogins(adminUrl)
  return { postgres: { adminUrl, ownerUrl, url }, stop: remove }
}

async function startEmbedded(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'unsaid-test-'))
  const server = await openEmbedded(folder)
  const secrets = await readSecrets(await choosePlace(folder, () => undefined))
  const adminUrl = withLogin(server.url, BOOTSTRAP, secrets.bootstrap)
  return {
    postgres: { adminUrl, ownerUrl: server.ownerUrl, url: server.url },
    stop: async () => {
      await server.close()
      await removeEmbedded(folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function forgetPowerCuts(adminUrl: string): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes']) {
    await onServer(adminUrl, `alter system set ${setting} = off`)
  }
  await onServer(adminUrl, 'select pg_reload_conf()')
}

/** Runs one statement as a superuser, outside any test's database. */
export async function onServer(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(adminUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

export function withLogin(url: string, login: string, password: string): string {
  const changed = new URL(url)
  changed.username = login
  changed.password = password
  return changed.href
}
