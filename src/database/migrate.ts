import { runMigrations } from 'bullmq'
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { assertMayMigrate } from './assert-may-migrate.ts'
import { newPool } from './connection.ts'
import { assertFitServer } from './assert-fit-server.ts'
import { ensureAppRole } from './ensure-app-role.ts'
import { grantToApp } from './grant-to-app.ts'
import { ALONE, LOCK_CLASSES } from './lock-classes.ts'
import { up as redactions } from './migrations/0001-redactions.ts'
import { up as isolation } from './migrations/0002-isolation.ts'
import { up as doors } from './migrations/0003-doors.ts'
import { up as lists } from './migrations/0004-lists.ts'
import { up as ledgerSeals } from './migrations/0005-ledger-seals.ts'
import { up as suppression } from './migrations/0006-suppression.ts'
import { up as cheapChecks } from './migrations/0007-cheap-checks.ts'
import { up as erasure } from './migrations/0008-erasure.ts'
import { up as workspaceStatistics } from './migrations/0009-workspace-statistics.ts'
import { up as partsByKey } from './migrations/0010-parts-by-key.ts'
import { up as requesters } from './migrations/0011-requesters.ts'
import { up as bootstrapAndFailed } from './migrations/0012-bootstrap-and-failed.ts'
import { up as sealLock } from './migrations/0013-seal-lock.ts'
import { up as whatStays } from './migrations/0014-what-stays.ts'
import { up as lastLook } from './migrations/0015-last-look.ts'
import { up as contactKeys } from './migrations/0016-contact-keys.ts'
import { up as turns } from './migrations/0017-turns.ts'
import { up as backlog } from './migrations/0018-backlog.ts'
import { up as words } from './migrations/0019-words.ts'
import { up as maps } from './migrations/0020-maps.ts'
import { up as workRate } from './migrations/0021-work-rate.ts'
import { up as watch } from './migrations/0022-watch.ts'
import { MIN_CODE_VERSION, SCHEMA_VERSION, storeVersions } from './schema-version.ts'
import { OWNER_OPTIONS } from './server-settings.ts'

export interface MigrateOptions {
  /** Connects as the owner of the schemas. */
  readonly ownerUrl: string
  readonly appRole: string
  /** The login that the app connects with; it is given the app's role. */
  readonly appLogin: string
  /** Names of the BullMQ queues, and the Postgres schema they live in. */
  readonly queues: readonly string[]
  readonly queueSchema: string
  /** May accept work inside its own transactions, and nothing else. */
  readonly producerRole?: string
}

const PRODUCER_ROLE = 'unsaid_producer'

const MIGRATION_LOCK = sql`
  pg_advisory_lock(${sql.lit(LOCK_CLASSES.alone)}, ${sql.lit(ALONE.migration)})`

const MIGRATIONS = {
  '0001-redactions': { up: redactions },
  '0002-isolation': { up: isolation },
  '0003-doors': { up: doors },
  '0004-lists': { up: lists },
  '0005-ledger-seals': { up: ledgerSeals },
  '0006-suppression': { up: suppression },
  '0007-cheap-checks': { up: cheapChecks },
  '0008-erasure': { up: erasure },
  '0009-workspace-statistics': { up: workspaceStatistics },
  '0010-parts-by-key': { up: partsByKey },
  '0011-requesters': { up: requesters },
  '0012-bootstrap-and-failed': { up: bootstrapAndFailed },
  '0013-seal-lock': { up: sealLock },
  '0014-what-stays': { up: whatStays },
  '0015-last-look': { up: lastLook },
  '0016-contact-keys': { up: contactKeys },
  '0017-turns': { up: turns },
  '0018-backlog': { up: backlog },
  '0019-words': { up: words },
  '0020-maps': { up: maps },
  '0021-work-rate': { up: workRate },
  '0022-watch': { up: watch },
}

/**
 * Brings role, schemas `unsaid` and the queue's, tables and grants to this code's version. Safe to
 * run again and from several processes at once: one waits for the other.
 *
 * @throws StartError with the SQL for an administrator when the login lacks a right
 */
export async function migrate(given: MigrateOptions): Promise<void> {
  const options = { producerRole: PRODUCER_ROLE, ...given }
  const pool = newPool({ connectionString: options.ownerUrl, max: 2, options: OWNER_OPTIONS })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await db.connection().execute(async (owner) => {
      // Held until the pool ends, by then all is done or nothing can be.
      await sql`select ${MIGRATION_LOCK}`.execute(owner)
      await assertFitServer(owner)
      await assertMayMigrate(owner, options)
      await ensureAppRole(owner, options)
      await migrateUnsaid(owner)
      await migrateQueue(pool, options)
      await grantToApp(owner, options)
    })
  } finally {
    await db.destroy()
  }
}

async function migrateUnsaid(owner: Kysely<unknown>): Promise<void> {
  const migrator = new Migrator({
    db: owner,
    migrationTableSchema: 'unsaid',
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('the migration failed')
  await sql.raw(storeVersions(SCHEMA_VERSION, MIN_CODE_VERSION)).execute(owner)
}

/**
 * BullMQ makes one id sequence per queue at the first plain `add`, which the app's role may not
 * (42501: measured), so they are made here, by the owner.
 */
async function migrateQueue(pool: pg.Pool, { queues, queueSchema }: MigrateOptions): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, queueSchema)
    await client.query(`set search_path to ${client.escapeIdentifier(queueSchema)}`)
    for (const queue of queues) await client.query('select next_job_id($1)', [queue])
  } finally {
    client.release(true)
  }
}
