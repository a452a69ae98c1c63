import { randomUUID } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { inject, test as base } from 'vitest'
import { openDatabase, type Db } from '../src/database/connection.ts'
import type { QueueBackend } from '../src/queue/backend.ts'
import type { TestedBackend } from './each-backend.ts'
import { APP_ROLE, onServer, TEMPLATE, withDatabase } from './postgres-server.ts'
import { redisUrl } from './redis-server.ts'

/** A database of the test file's own, on the server of this run. */
export interface TestDatabase {
  /** As the app works: powerless, and blind without a workspace. */
  readonly db: Db
  /** As a superuser: sees every row of every table. */
  readonly admin: Kysely<never>
  readonly url: string
  readonly ownerUrl: string
  readonly appRole: string
  /** A queue that no other test file shares. */
  backend(kind: TestedBackend): QueueBackend
}

/** A test that asks for `database` gets a real one, migrated and empty. */
export const test = base.extend<{ $file: { database: TestDatabase } }>({
  database: [
    async ({}, use) => {
      const { database, close } = await createTestDatabase()
      await use(database)
      await close()
    },
    { scope: 'file' },
  ],
})

/** For tests that need more than one database, or another life cycle than a file's. */
export async function createTestDatabase(): Promise<{
  database: TestDatabase
  close: () => Promise<void>
}> {
  const server = inject('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server.adminUrl, copyOfTemplate(name))
  const url = withDatabase(server.url, name)
  const db = openDatabase({ url, appRole: APP_ROLE })
  const admin = openAdmin(withDatabase(server.adminUrl, name))
  const prefix = `{${name}}`
  const database: TestDatabase = {
    db,
    admin,
    url,
    ownerUrl: withDatabase(server.ownerUrl, name),
    appRole: APP_ROLE,
    backend: (kind) =>
      kind === 'postgres'
        ? { kind, url, appRole: APP_ROLE }
        : { kind, url: redisUrl() ?? 'redis://127.0.0.1:1', prefix },
  }
  return {
    database,
    close: async () => {
      await db.destroy()
      await admin.destroy()
      await onServer(server.adminUrl, `drop database ${name} with (force)`)
    },
  }
}

/** Files are copied, which takes a quarter of what a log of every page takes (measured). */
const copyOfTemplate = (name: string) =>
  `create database ${name} template ${TEMPLATE} owner unsaid_owner strategy file_copy`

function openAdmin(url: string): Kysely<never> {
  const pool = new pg.Pool({ connectionString: url, max: 2, options: '-c search_path=unsaid' })
  pool.on('error', () => undefined)
  return new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
}
