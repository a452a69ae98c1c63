import { copyFile, chmod, chown, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import type { CertificateFiles } from '../certificate-files.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import type { TestDatabase } from '../database-test.ts'
import { startCluster, type Cluster } from '../postgres-on-path.ts'
import { withDatabase, withLogin } from '../postgres-server.ts'

/** A database on a server of the test's own, and how Unsaid is told of it. */
export interface OwnPostgres {
  readonly cluster: Cluster
  readonly database: TestDatabase
  readonly env: Readonly<Record<string, string>>
}

/** @param files with them it speaks TLS, and who does not verify it is refused by himself */
export async function openOwnPostgres(
  programs: string,
  files?: CertificateFiles,
): Promise<OwnPostgres> {
  const cluster = await startCluster(programs)
  const { adminUrl } = cluster
  await askAll(adminUrl, [...(files ? await withTls(adminUrl, files) : []), ...ROLES])
  const admin = withDatabase(adminUrl, 'unsaid')
  const tls = files && `?sslmode=verify-full&sslrootcert=${encodeURIComponent(files.cert)}`
  const [url, ownerUrl] = ['unsaid', 'unsaid_owner'].map(
    (login) => `${withLogin(admin, login, 'pw')}${tls ?? ''}`,
  ) as [string, string]
  const env = { DATABASE_URL: url, UNSAID_OWNER_DATABASE_URL: ownerUrl }
  expect(await runUnsaid(['migrate'], { env })).toMatchObject({ code: 0 })
  return { cluster, database: databaseAt(url, ownerUrl, admin), env }
}

const ROLES = [
  `create role unsaid_owner login createrole password 'pw'`,
  `create role unsaid login password 'pw'`,
  'create role unsaid_app',
  'create role unsaid_producer',
  'grant unsaid_app to unsaid',
  `create database unsaid owner unsaid_owner encoding 'UTF8' template template0`,
]

/** The server reads the key as its own user, out of its own folder. */
async function withTls(adminUrl: string, files: CertificateFiles): Promise<string[]> {
  const [folder = ''] = await askAll(adminUrl, ['show data_directory'])
  const { uid, gid } = await stat(folder)
  for (const [from, name] of [
    [files.key, 'server.key'],
    [files.cert, 'server.crt'],
  ] as const) {
    const to = join(folder, name)
    await copyFile(from, to)
    await chown(to, uid, gid)
    await chmod(to, 0o600)
  }
  return ['alter system set ssl = on', 'select pg_reload_conf()']
}

/** @returns the first column of the first row of each */
async function askAll(url: string, statements: readonly string[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const answers: string[] = []
  for (const text of statements) {
    const { rows } = await client.query<[string]>({ text, rowMode: 'array' })
    answers.push(String(rows[0]?.[0]))
  }
  await client.end()
  return answers
}

function databaseAt(url: string, ownerUrl: string, adminUrl: string): TestDatabase {
  const appRole = 'unsaid_app'
  const db = openDatabase({ url, appRole })
  const pool = new pg.Pool({ connectionString: adminUrl, options: '-c search_path=unsaid' })
  pool.on('error', () => undefined)
  const admin = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  onTestFinished(async () => void (await Promise.all([db.destroy(), admin.destroy()])))
  const backend = () => ({ kind: 'postgres' as const, url, appRole })
  return { db, admin, url, ownerUrl, appRole, backend }
}
