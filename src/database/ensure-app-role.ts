import { sql, type Kysely } from 'kysely'
import { StartError } from '../failure.ts'

interface RoleNames {
  readonly appRole: string
  readonly appLogin: string
  readonly producerRole: string
}

/**
 * Makes sure that the app's role and the producers' exist, and that the app's login may become
 * the app's.
 *
 * @throws StartError with the SQL that an administrator has to run, when this login may not
 */
export async function ensureAppRole(owner: Kysely<unknown>, names: RoleNames): Promise<void> {
  const missing = await missingRoles(owner, [names.appRole, names.producerRole])
  try {
    for (const role of missing) await createRole(owner, role)
    if (!(await mayBecome(owner, names))) await grantRole(owner, names)
  } catch (error) {
    if (codeOf(error) !== '42501') throw error
    throw new StartError(sqlForAdministrator(names, missing, !(await mayBecome(owner, names))))
  }
}

async function missingRoles(owner: Kysely<unknown>, names: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ rolname: string }>`
    select rolname from pg_roles where rolname = any(${names}::text[])`.execute(owner)
  return names.filter((name) => !rows.some((row) => row.rolname === name))
}

/** Roles belong to the whole server: a migration of another database may be quicker. */
async function createRole(owner: Kysely<unknown>, name: string): Promise<void> {
  try {
    await sql`create role ${sql.id(name)} nologin nosuperuser nobypassrls`.execute(owner)
  } catch (error) {
    const code = codeOf(error)
    if (code !== '42710' && code !== '23505') throw error
  }
}

async function grantRole(owner: Kysely<unknown>, { appRole, appLogin }: RoleNames): Promise<void> {
  await sql`grant ${sql.id(appRole)} to ${sql.id(appLogin)}`.execute(owner)
}

/**
 * Since Postgres 16 a member may only become a role that it was granted WITH SET, and whoever
 * creates a role administers it but may not become it; older servers have no such column.
 */
async function mayBecome(owner: Kysely<unknown>, names: RoleNames): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select case when current_setting('server_version_num')::int >= 160000
                then pg_has_role(login.oid, app.oid, 'set')
                else pg_has_role(login.oid, app.oid, 'member') end as may
      from pg_roles login, pg_roles app
     where login.rolname = ${names.appLogin} and app.rolname = ${names.appRole}`.execute(owner)
  return rows[0]?.may ?? false
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function sqlForAdministrator(
  { appRole, appLogin }: RoleNames,
  missing: readonly string[],
  needsGrant: boolean,
): string {
  return [
    'this login may not create or grant roles; ask an administrator to run:',
    ...missing.map((role) => `  create role "${role}" nologin nosuperuser nobypassrls;`),
    ...(needsGrant ? [`  grant "${appRole}" to "${appLogin}";`] : []),
    'then run `unsaid migrate` again',
  ].join('\n')
}
