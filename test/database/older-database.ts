import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Kysely, Migrator, PostgresDialect, sql, type Migration } from 'kysely'
import pg from 'pg'
import { expect } from 'vitest'
import { storeVersions } from '../../src/database/schema-version.ts'
import { freshDatabase, type FreshDatabase } from './fresh-database.ts'

const MIGRATIONS = join(import.meta.dirname, '../../src/database/migrations')

/** A job of the older code, and how it stood. */
export interface OlderJob {
  readonly id: string
  readonly name: string
  readonly state: string
}

export interface OlderDatabase extends FreshDatabase {
  readonly jobs: readonly OlderJob[]
  idOf(name: string): string
}

/** Leaves a database as the code of that schema did, with the jobs it had in hand. */
export async function olderDatabase(version: number): Promise<OlderDatabase> {
  const fresh = await freshDatabase()
  const pool = new pg.Pool({ connectionString: fresh.owner.url, max: 2 })
  const owner = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migrations = await migrationsUpTo(version)
  const { error } = await new Migrator({
    db: owner,
    migrationTableSchema: 'unsaid',
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest()
  expect(error).toBeUndefined()
  await sql.raw(storeVersions(version, version)).execute(owner)
  await owner.destroy()

  const rows = readFileSync(join(import.meta.dirname, `jobs-of-schema-${version}.sql`), 'utf8')
  await fresh.asAdmin(rows)
  const jobs = [...rows.matchAll(/^-- job (\S+) (.+): (\w+)$/gm)].map(
    ([, id = '', name = '', state = '']) => ({ id, name, state }),
  )
  return { ...fresh, jobs, idOf: (name) => jobs.find((job) => job.name === name)!.id }
}

async function migrationsUpTo(version: number): Promise<Record<string, Migration>> {
  const names = readdirSync(MIGRATIONS).sort().slice(0, version)
  const loaded = names.map(
    async (name) =>
      [basename(name, '.ts'), (await import(join(MIGRATIONS, name))) as Migration] as const,
  )
  return Object.fromEntries(await Promise.all(loaded))
}
