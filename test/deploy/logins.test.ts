import { expect, inject, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/database/connection.ts'
import { assertPlainRole } from '../../src/database/roles.ts'
import { assertSchema } from '../../src/database/schema-version.ts'
import { onServer, withDatabase, withLogin } from '../postgres-server.ts'
import { freshDatabase } from '../database/fresh-database.ts'
import { readCompose } from './read-compose.ts'

const script = readCompose().configs['logins']?.content ?? ''

test('the script is mounted where the image runs it, by a shell', () => {
  expect(readCompose().services['postgres']?.configs).toEqual([
    { source: 'logins', target: '/docker-entrypoint-initdb.d/logins.sh' },
  ])
  expect(script).toMatch(/^psql .*ON_ERROR_STOP=1.*<<'SQL'\n/)
})

test('its dollars are meant for the shell, and its passwords come from files alone', () => {
  expect(script.replaceAll('$$', '')).not.toContain('$')
  expect(script.match(/password \S+/g)).toEqual(
    [":'owner';", ":'app';"].map((one) => `password ${one}`),
  )
  expect(script.match(/^\\set .*$/gm)).toEqual([
    '\\set owner `cat /run/secrets/owner`',
    '\\set app `cat /run/secrets/app`',
  ])
})

test('its SQL makes an owner that can migrate and a login that owns nothing', async () => {
  const fresh = await freshDatabase()
  const names = { owner: fresh.roleName(), app: fresh.roleName() }
  const database = `${fresh.name}_copy`
  const { adminUrl } = inject('postgres')
  onTestFinished(() => onServer(adminUrl, `drop database if exists ${database} with (force)`))
  for (const statement of statementsOf(script)) {
    await fresh.asAdmin(renamed(statement, names, database))
  }

  const urlOf = (login: string) => withDatabase(withLogin(adminUrl, login, 'secret'), database)
  await fresh.migrate({ ownerUrl: urlOf(names.owner), appLogin: names.app })
  const db = openDatabase({ url: urlOf(names.app), appRole: fresh.appRole })
  onTestFinished(() => db.destroy())
  await assertPlainRole(db, fresh.appRole)
  await assertSchema(db)
  expect(
    await fresh.asAdmin(`select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole as owner
    from pg_roles where rolname in ('${names.owner}', '${names.app}') order by rolcreaterole`),
  ).toEqual(
    [false, true].map((owner) => ({
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      owner,
    })),
  )
})

/** Roles and databases belong to the whole server, so the test makes them under names of its own. */
function renamed(
  statement: string,
  { owner, app }: { owner: string; app: string },
  database: string,
): string {
  return statement
    .replaceAll(/:'\w+'/g, "'secret'")
    .replaceAll(/\bunsaid_owner\b/g, owner)
    .replace(/(?<=(role|to) )unsaid\b/, app)
    .replaceAll(/\bunsaid\b/g, database)
}

function statementsOf(shell: string): string[] {
  const [, body = ''] = /<<'SQL'\n([^]*?)\nSQL/.exec(shell) ?? []
  return body.split('\n').filter((line) => line.endsWith(';'))
}
