import { sql, type Kysely } from 'kysely'
import { StartError } from '../failure.ts'
import { schemaState } from './schema-version.ts'

interface Standing {
  readonly login: string
  readonly database: string
  readonly may_create: boolean
  /** Those of the schemas that belong to somebody else. */
  readonly foreign_schemas: readonly string[]
}

interface MigrationTarget {
  readonly appRole: string
  readonly queueSchema: string
}

/** @throws StartError with the cure when this login or this code can't migrate this database */
export async function assertMayMigrate(
  owner: Kysely<unknown>,
  { appRole, queueSchema }: MigrationTarget,
): Promise<void> {
  const { login, database, may_create, foreign_schemas } = await standingOf(owner, queueSchema)
  const [schema] = foreign_schemas
  if (schema !== undefined) {
    throw new StartError(
      `the schema ${schema} is not ${login}'s: let UNSAID_OWNER_DATABASE_URL name its owner`,
    )
  }
  if (!may_create) {
    throw new StartError(
      'this login may not make schemas in this database; ask an administrator to run:\n' +
        `  grant create on database "${database}" to "${login}";\n` +
        'then run `unsaid migrate` again',
    )
  }
  if (login === appRole) {
    throw new StartError(`${login} would own the tables: name another role by UNSAID_APP_ROLE`)
  }
  await assertNotNewer(owner)
}

async function standingOf(owner: Kysely<unknown>, queueSchema: string): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select current_user as login, current_database() as database,
           has_database_privilege(current_database(), 'create') as may_create,
           array(select nspname::text from pg_namespace
                  where nspname in ('unsaid', ${queueSchema})
                    and not pg_has_role(nspowner, 'usage')) as foreign_schemas`.execute(owner)
  return rows[0] as Standing
}

/** Older code would write its own version over the newer one, and take newer tables' grants away. */
async function assertNotNewer(owner: Kysely<unknown>): Promise<void> {
  const state = await schemaState(owner)
  if (state === 'newer' || state === 'too_new') {
    throw new StartError("the database's schema is newer than this version of unsaid: upgrade it")
  }
}
