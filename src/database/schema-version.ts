import { sql, type QueryExecutorProvider } from 'kysely'
import { StartError } from '../failure.ts'

/** What this code's migrations bring the database to. */
export const SCHEMA_VERSION = 22

/** The oldest code that may work on the schema this code's migrations leave behind. */
export const MIN_CODE_VERSION = 16

export type SchemaState = 'current' | 'missing' | 'older' | 'newer' | 'too_new'

/** The statement by which a migration stores both versions in the database. */
export function storeVersions(schemaVersion: number, minCodeVersion: number): string {
  return `create or replace function unsaid.schema_version(
      out schema_version integer, out min_code_version integer)
    language sql stable set search_path = ''
    as $$ select ${String(schemaVersion)}, ${String(minCodeVersion)} $$`
}

/** How the database's schema stands to this code; `newer` is still good to work with. */
export async function schemaState(db: QueryExecutorProvider): Promise<SchemaState> {
  const exists = await sql<{ found: boolean }>`
    select to_regprocedure('unsaid.schema_version()') is not null as found`.execute(db)
  if (!exists.rows[0]?.found) return 'missing'

  const { rows } = await sql<{ schema_version: number; min_code_version: number }>`
    select schema_version, min_code_version from unsaid.schema_version()`.execute(db)
  const stored = rows[0]?.schema_version ?? 0
  if (stored < SCHEMA_VERSION) return 'older'
  if (stored === SCHEMA_VERSION) return 'current'
  return (rows[0]?.min_code_version ?? 0) > SCHEMA_VERSION ? 'too_new' : 'newer'
}

/** @throws StartError naming the cure when this code must not touch that schema */
export async function assertSchema(db: QueryExecutorProvider): Promise<void> {
  const state = await schemaState(db)
  if (state === 'missing' || state === 'older') {
    throw new StartError(`the database's schema is ${state}: run \`unsaid migrate\` first`)
  }
  if (state === 'too_new') {
    throw new StartError("the database's schema needs a newer version of unsaid: upgrade it")
  }
}
