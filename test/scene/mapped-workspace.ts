import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { createWorkspace } from '../../src/access/workspaces.ts'
import { readCatalog } from '../../src/maps/catalog/read-catalog.ts'
import { addMap } from '../../src/maps/stored/add-map.ts'
import { mapGrants } from '../../src/maps/stored/map-grants.ts'
import type { LocatedMap } from '../../src/maps/read/located-map.ts'
import type { TestDatabase } from '../database-test.ts'

/** Runs statements as the owner of the other system's tables, who owns ours, too. */
export async function asOwnerOf<T>(
  { ownerUrl }: Pick<TestDatabase, 'ownerUrl'>,
  work: (owner: Kysely<never>) => Promise<T>,
): Promise<T> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 })
  const owner = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await work(owner)
  } finally {
    await owner.destroy()
  }
}

/** Makes tables, adds the map onto them and a workspace for each tenant. */
export async function makeMapped(
  database: TestDatabase,
  located: LocatedMap,
  statements: string,
  tenants: Readonly<Record<string, string | null>>,
): Promise<void> {
  await asOwnerOf(database, (owner) => sql.raw(statements).execute(owner))
  await addTo(database, located, tenants)
}

/** Adds a map onto tables that are there, and a workspace for each tenant. */
export async function addTo(
  database: Pick<TestDatabase, 'db' | 'ownerUrl' | 'appRole'>,
  located: LocatedMap,
  tenants: Readonly<Record<string, string | null>>,
  schema = 'public',
): Promise<void> {
  await asOwnerOf(database, async (owner) => {
    const catalog = await readCatalog(owner, schema)
    const grants = mapGrants(located, catalog)
    await addMap(owner, database.appRole, { map: located.map, catalog, grants })
  })
  for (const [workspace, tenant] of Object.entries(tenants)) {
    await createWorkspace(database.db, workspace, { map: located.map.map, tenant })
  }
}
