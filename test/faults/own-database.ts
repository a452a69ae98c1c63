import pg from 'pg'
import { Kysely, PostgresDialect } from 'kysely'
import { expect, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { runUnsaid } from '../cli/run-unsaid.ts'
import type { TestDatabase } from '../database-test.ts'
import { withDatabase, withLogin } from '../postgres-server.ts'

/** A database on a cluster of the test's own, and the settings with which commands work on it. */
export interface OwnDatabase {
  readonly database: TestDatabase
  readonly env: Readonly<Record<string, string>>
}

/**
 * Makes roles and the database there, and migrates it as users do.
 *
 * @param query ends each URL
 */
export async function makeDatabase(adminUrl: string, query = ''): Promise<OwnDatabase> {
  await askAll(adminUrl, ROLES)
  const admin = withDatabase(adminUrl, 'unsaid')
  const [url, ownerUrl] = ['unsaid', 'unsaid_owner'].map(
    (login) => `${withLogin(admin, login, 'pw')}${query}`,
  ) as [string, string]
  const env = { DATABASE_URL: url, UNSAID_OWNER_DATABASE_URL: ownerUrl }
  expect(await runUnsaid(['migrate'], { env })).toMatchObject({ code: 0 })
  return { database: databaseAt(url, ownerUrl, admin), env }
}

const ROLES = [
  `create role unsaid_owner login createrole password 'pw'`,
  `create role unsaid login password 'pw'`,
  'create role unsaid_app',
  'create role unsaid_producer',
  'grant unsaid_app to unsaid',
  `create database unsaid owner unsaid_owner encoding 'UTF8' template template0`,
]

/** @returns the first column of the first row of each */
export async function askAll(url: string, statements: readonly string[]): Promise<string[]> {
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
