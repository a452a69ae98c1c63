import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely'
import type { Catalog } from '../catalog/catalog.ts'
import type { DataMap } from '../format/map-format.ts'
import { readCatalog } from '../catalog/read-catalog.ts'
import { newPlaces } from '../read/map-place.ts'
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
 */
export async function addMap(
  owner: QueryExecutorProvider,
  appRole: string,
  { map, catalog, grants }: NewMap,
): Promise<number> {
  const before = await schemaOf(owner, map.map)
  if (before !== undefined) await takeGrants(owner, appRole, before, map.map)
  await giveGrants(owner, appRole, catalog.schema, grants)
  const { rows } = await sql<{ version: number }>`
    insert into unsaid.data_map (name, version, schema_name, definition, catalog)
    values (${map.map}, 1, ${catalog.schema}, ${JSON.stringify(map)}, ${JSON.stringify(catalog)})
        on conflict (name) do update
           set version = data_map.version + 1, schema_name = excluded.schema_name,
               definition = excluded.definition, catalog = excluded.catalog, added_at = now()
     returning version`.execute(owner)
  return rows[0]?.version ?? 1
}

/** A row that a trigger inserts may count on. */
async function grantSequences(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  grants: readonly TableGrant[],
): Promise<void> {
  const tables = grants.filter(({ insert }) => insert).map(({ table }) => table)
  const { rows } = await sql<{ name: string }>`
    select s.relname as name
      from pg_class t join pg_namespace n on n.oid = t.relnamespace
      join pg_depend d on d.refobjid = t.oid and d.refclassid = 'pg_class'::regclass
       and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
      join pg_class s on s.oid = d.objid and s.relkind = 'S'
     where n.nspname = ${schema} and t.relname = any(${tables}::text[])`.execute(owner)
  for (const { name } of rows) {
    await sql`grant usage on sequence ${sql.id(schema, name)} to ${sql.id(appRole)}`.execute(owner)
  }
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

async function giveGrants(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  grants: readonly TableGrant[],
): Promise<void> {
  await sql`grant usage on schema ${sql.id(schema)} to ${sql.id(appRole)}`.execute(owner)
  for (const statement of grantStatements(appRole, schema, grants)) await statement.execute(owner)
  await grantSequences(owner, appRole, schema, grants)
}

/** Takes whatever the role may do in that schema, and gives back what other maps need there. */
async function takeGrants(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  name: string,
): Promise<void> {
  await takeAllGrants(owner, appRole, schema)
  const { rows } = await sql<{ name: string; map: DataMap }>`
    select name, definition as map from unsaid.data_map
     where schema_name = ${schema} and name <> ${name}`.execute(owner)
  if (rows.length === 0) return
  const catalog = await readCatalog(owner, schema)
  for (const { name: file, map } of rows) {
    const grants = mapGrants({ file, map, places: newPlaces() }, catalog)
    await giveGrants(owner, appRole, schema, grants)
  }
}

async function takeAllGrants(owner: QueryExecutorProvider, appRole: string, schema: string) {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select c.relname as table, array(
             select a.attname::text from pg_attribute a
              where a.attrelid = c.oid and a.attacl is not null and not a.attisdropped) as columns
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = ${schema} and c.relkind in ('r', 'p', 'f')`.execute(owner)
  const app = sql.id(appRole)
  await sql`revoke all on all sequences in schema ${sql.id(schema)} from ${app}`.execute(owner)
  for (const { table, columns } of rows) {
    await sql`revoke all on ${sql.id(schema, table)} from ${app}`.execute(owner)
    if (columns.length === 0) continue
    const list = sql.join(columns.map((name) => sql.id(name)))
    await sql`revoke all (${list}) on ${sql.id(schema, table)} from ${app}`.execute(owner)
  }
}

function grantStatements(
  appRole: string,
  schema: string,
  grants: readonly TableGrant[],
): RawBuilder<unknown>[] {
  return grants.map((grant) => {
    const columns = (names: readonly string[]) => sql.join(names.map((name) => sql.id(name)))
    const rights = [
      sql`select (${columns(grant.select)})`,
      ...(grant.update.length > 0 ? [sql`update (${columns(grant.update)})`] : []),
      ...(grant.delete ? [sql`delete`] : []),
      ...(grant.insert ? [sql`insert`] : []),
    ]
    return sql`grant ${sql.join(rights)} on ${sql.id(schema, grant.table)} to ${sql.id(appRole)}`
  })
}
