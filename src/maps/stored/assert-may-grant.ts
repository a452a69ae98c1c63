import { sql, type QueryExecutorProvider } from 'kysely'
import { StartError } from '../../failure.ts'
import type { TableGrant } from './map-grants.ts'

interface Closed {
  readonly login: string
  /** A table, or the schema. */
  readonly name: string
  readonly holder: string
}

/**
 * Of a right that somebody may not give, Postgres only warns, and gives none.
 *
 * @throws StartError with the cure when this login can't give the app's role what a map needs
 */
export async function assertMayGrant(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
  grants: readonly TableGrant[],
): Promise<void> {
  const closed = [
    ...(await closedSchema(owner, appRole, schema)),
    ...(await closedTables(owner, schema, grants)),
  ]
  const [first, ...others] = closed
  if (!first) return
  const { login, name, holder } = first
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  throw new StartError(
    `${login} may not give rights on ${name}${more}; ask their owner or an administrator to run:\n` +
      `  grant "${holder}" to "${login}";\n` +
      'then run `unsaid map add` again',
  )
}

/** Everybody may use some schemas, and then nothing needs to be given. */
async function closedSchema(
  owner: QueryExecutorProvider,
  appRole: string,
  schema: string,
): Promise<readonly Closed[]> {
  const { rows } = await sql<Closed>`
    select current_user as login, 'the schema ' || nspname as name,
           pg_get_userbyid(nspowner) as holder
      from pg_namespace
     where nspname = ${schema} and not has_schema_privilege(oid, 'usage with grant option')
       and not has_schema_privilege(${appRole}, oid, 'usage')`.execute(owner)
  return rows
}

/**
 * Those where one of the rights is nothing that this login may hand on. The schema's tables are
 * read first: Postgres raises when asked for a column of a table of the same name elsewhere.
 */
async function closedTables(
  owner: QueryExecutorProvider,
  schema: string,
  grants: readonly TableGrant[],
): Promise<readonly Closed[]> {
  const rights = grants.flatMap((grant) => rightsOf(grant))
  const { rows } = await sql<Closed>`
    with asked as (
      select * from unnest(${rights.map(({ table }) => table)}::text[],
                           ${rights.map(({ column }) => column)}::text[],
                           ${rights.map(({ right }) => `${right} with grant option`)}::text[])
        as asked("table", "column", "right")),
    own as materialized (
      select c.oid, relname, relowner from pg_class c
        join pg_namespace n on n.oid = relnamespace and nspname = ${schema})
    select distinct current_user as login, 'the table ' || asked."table" as name, pg_get_userbyid(own.relowner) as holder
      from asked
      join own on own.relname = asked."table"
     where not case when asked."column" is null
                    then has_table_privilege(own.oid, asked."right")
                    else has_column_privilege(own.oid, asked."column", asked."right") end
     order by name`.execute(owner)
  return rows
}

function rightsOf({ table, select, update, delete: deletes, insert }: TableGrant) {
  return [
    ...select.map((column) => ({ table, column, right: 'select' })),
    ...update.map((column) => ({ table, column, right: 'update' })),
    ...(deletes ? [{ table, column: null, right: 'delete' }] : []),
    ...(insert ? [{ table, column: null, right: 'insert' }] : []),
  ]
}
