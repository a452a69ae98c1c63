import { sql, type QueryExecutorProvider } from 'kysely'
import type { Catalog } from '../catalog/catalog.ts'
import type { DataMap } from '../format/map-format.ts'
import { readCatalog } from '../catalog/read-catalog.ts'
import { newPlaces } from '../read/map-place.ts'
import { assertMayGrant } from './assert-may-grant.ts'
import { grantOnTables, revokeOnTables } from './grant-on-tables.ts'
import { mapGrants, type TableGrant } from './map-grants.ts'

export interface NewMap {
  readonly map: DataMap
  readonly catalog: Catalog
  readonly grants: readonly TableGrant[]
}

/**
 * Stores a map, in place of the one of that name, and gives the app's role what it needs and takes
 * from it what an earlier one needed.
 *
 * @param owner a transaction of who may grant on those tables, and owns the schema of Unsaid
 * @returns its version
 * @throws StartError with the cure when it may not grant on them
 */
export async function addMap(
  owner: QueryExecutorProvider,
  appRole: string,
  { map, catalog, grants }: NewMap,
): Promise<number> {
  await assertMayGrant(owner, appRole, catalog.schema, grants)
  const before = await schemaOf(owner, map.map)
  if (before !== undefined) await takeGrants(owner, appRole, before, map.map)
  await grantOnTables(owner, appRole, catalog.schema, grants)
  const { rows } = await sql<{ version: number }>`
    insert into unsaid.data_map (name, version, schema_name, definition, catalog)
    values (${map.map}, 1, ${catalog.schema}, ${JSON.stringify(map)}, ${JSON.stringify(catalog)})
        on conflict (name) do update
           set version = data_map.version + 1, schema_name = excluded.schema_name,
               definition = excluded.definition, catalog = excluded.catalog, added_at = now()
     returning version`.execute(owner)
  return rows[0]?.version ?? 1
}

/** Takes a map away with its rights. @returns false where there is none of that name */
export async function removeMap(
  owner: QueryExecutorProvider,
  appRole: string,
  name: string,
): Promise<boolean> {
  const schema = await schemaOf(owner, name)
  if (schema === undefined) return false
  await takeGrants(owner, appRole, schema, name)
  await sql`delete from unsaid.data_map where name = ${name}`.execute(owner)
  return true
}

async function schemaOf(owner: QueryExecutorProvider, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ schema: string }>`
    select schema_name as schema from unsaid.data_map where name = ${name}`.execute(owner)
  return rows[0]?.schema
}

/** Takes whatever the role may do in that schema, and gives back what other maps need there. */
async function takeGrants(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  name: string,
): Promise<void> {
  await revokeOnTables(owner, appRole, schema)
  const { rows } = await sql<{ name: string; map: DataMap }>`
    select name, definition as map from unsaid.data_map
     where schema_name = ${schema} and name <> ${name}`.execute(owner)
  if (rows.length === 0) return
  const catalog = await readCatalog(owner, schema)
  for (const { name: file, map } of rows) {
    const grants = mapGrants({ file, map, places: newPlaces() }, catalog)
    await grantOnTables(owner, appRole, schema, grants)
  }
}
