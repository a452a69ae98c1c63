import { sql, type QueryExecutorProvider } from 'kysely'
import { StartError } from '../failure.ts'

interface Role {
  readonly name: string
  readonly above: boolean
  readonly owns: boolean
}

/**
 * @param db connects as the app does
 * @throws StartError when it works as another role than the app's, or as one that could see through
 *   row-level security or switch it off
 */
export async function assertPlainRole(db: QueryExecutorProvider, appRole: string): Promise<void> {
  const role = await currentRole(db)
  if (role?.name !== appRole) {
    throw new StartError(`the database does not let this login work as the role ${appRole}`)
  }
  if (role.above || role.owns) {
    throw new StartError(
      `the database role ${appRole} can bypass row-level security: name another one by ` +
        'UNSAID_APP_ROLE, neither superuser nor BYPASSRLS nor an owner of the schema',
    )
  }
}

async function currentRole(db: QueryExecutorProvider): Promise<Role | undefined> {
  const { rows } = await sql<Role>`
    select rolname as name, rolsuper or rolbypassrls as above,
           exists (select from pg_catalog.pg_namespace
                    where nspname = 'unsaid'
                      and pg_catalog.pg_has_role(nspowner, 'member')) as owns
      from pg_catalog.pg_roles where rolname = current_user`.execute(db)
  return rows[0]
}
