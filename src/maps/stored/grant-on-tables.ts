import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely'
import type { TableGrant } from './map-grants.ts'

/**
 * Gives the app's role rights on tables of another system, and on the sequences that rows need which
 * their triggers insert.
 *
 * @param owner who may grant there, see assertMayGrant
 */
export async function grantOnTables(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  grants: readonly TableGrant[],
): Promise<void> {
  await sql`grant usage on schema ${sql.id(schema)} to ${sql.id(appRole)}`.execute(owner)
  for (const statement of grantStatements(appRole, schema, grants)) await statement.execute(owner)
  await grantSequences(owner, appRole, schema, grants)
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

/**
 * Takes from the app's role whatever it was given in a schema. What it has no right on is left
 * alone: it may be somebody else's, as an extension's tables are.
 */
export async function revokeOnTables(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
): Promise<void> {
  const { rows } = await sql<{ name: string; isSequence: boolean; columns: string[] }>`
    with app as (select oid from pg_roles where rolname = ${appRole}),
    given as (
      select c.oid, c.relname as name, c.relkind = 'S' as "isSequence",
             exists (select from aclexplode(c.relacl) a where a.grantee = app.oid) as whole,
             array(select a.attname::text from pg_attribute a
                    where a.attrelid = c.oid and not a.attisdropped
                      and exists (select from aclexplode(a.attacl) g where g.grantee = app.oid)
             ) as columns
        from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join app
       where n.nspname = ${schema} and c.relkind in ('r', 'p', 'f', 'S'))
    select name, "isSequence", columns from given where whole or columns <> '{}'`.execute(owner)
  const app = sql.id(appRole)
  for (const { name, isSequence, columns } of rows) {
    const one = sql`${sql.raw(isSequence ? 'sequence' : 'table')} ${sql.id(schema, name)}`
    await sql`revoke all on ${one} from ${app}`.execute(owner)
    if (columns.length === 0) continue
    const list = sql.join(columns.map((column) => sql.id(column)))
    await sql`revoke all (${list}) on ${one} from ${app}`.execute(owner)
  }
}
