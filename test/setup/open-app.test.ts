import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createClosing } from '../../src/closing.ts'
import { readConfig } from '../../src/config.ts'
import { removeEmbedded } from '../../src/database/embedded/remove-embedded.ts'
import { StartError } from '../../src/failure.ts'
import { openApp, type OpenOptions } from '../../src/setup/open-app.ts'
import { listWorkspaces } from '../../src/access/workspaces.ts'
import { freshDatabase, rowsOf, type FreshDatabase } from '../database/fresh-database.ts'
import { withDatabase, withLogin } from '../postgres-server.ts'

describe('with a URL', () => {
  test('`migrates` brings a new database up, and finds it done the next time', async () => {
    const fresh = await freshDatabase()
    for (const round of ['first', 'second']) {
      const app = await open(envOf(fresh), { migrates: true })
      expect(await listWorkspaces(app.db), round).toEqual(['default'])
      const { rows } = await sql`select current_user as name`.execute(app.db)
      expect(rows).toEqual([{ name: fresh.appRole }])
      expect(app.backend).toEqual({
        kind: 'postgres',
        url: fresh.app.url,
        appRole: fresh.appRole,
      })
    }
  })

  test('`migrates` also brings up an older schema, and rights that another role had', async () => {
    const fresh = await freshDatabase()
    await open(envOf(fresh), { migrates: true })
    const other = { ...envOf(fresh), UNSAID_APP_ROLE: fresh.roleName() }
    const app = await open(other, { migrates: true })
    expect((await sql`select id from job`.execute(app.db)).rows).toEqual([])
  })

  test('without `migrates` a new database is left as it is', async () => {
    const fresh = await freshDatabase()
    expect(await refusalOf(envOf(fresh))).toContain('run `unsaid migrate`')
    expect(await rowsOf(fresh.owner.url, "select to_regnamespace('unsaid') as it")).toEqual([
      { it: null },
    ])
  })

  test('a role that exists does not stand for a schema', async () => {
    const fresh = await freshDatabase()
    await fresh.asAdmin(`create role ${fresh.appRole} nologin`)
    expect(await refusalOf(envOf(fresh))).toContain('run `unsaid migrate`')
    await fresh.asAdmin(`grant ${fresh.appRole} to ${fresh.app.name}`)
    expect(await refusalOf(envOf(fresh))).toContain('is missing: run `unsaid migrate`')
  })

  test('Redis is the queue when there is a URL of one', async () => {
    const fresh = await freshDatabase()
    const env = { ...envOf(fresh), REDIS_URL: 'redis://127.0.0.1:1' }
    const app = await open(env, { migrates: true })
    expect(app.backend).toEqual({ kind: 'redis', url: 'redis://127.0.0.1:1' })
  })

  test('a URL that leaves the login to the environment is migrated for that login', async () => {
    const fresh = await freshDatabase()
    const url = new URL(fresh.app.url)
    const env = {
      ...envOf(fresh),
      DATABASE_URL: `postgres://${url.host}/${fresh.name}?user=${fresh.app.name}&password=secret`,
    }
    const app = await open(env, { migrates: true })
    expect(await listWorkspaces(app.db)).toEqual(['default'])
  })
})

describe('what a user can get wrong is said with its cure, with and without `migrates`', () => {
  test.for([true, false])('nothing listens there (%s)', async (migrates) => {
    const url = `postgres://app:secret@127.0.0.1:${await closedPort()}/unsaid`
    const refusal = await refusalOf({ DATABASE_URL: url }, { migrates })
    expect(refusal).toBe(
      "Postgres can't be reached (ECONNREFUSED): check that it runs, and the URL (DATABASE_URL)",
    )
  })

  test.for([true, false])('the database does not exist (%s)', async (migrates) => {
    const fresh = await freshDatabase()
    const url = withDatabase(fresh.app.url, 'nowhere')
    const refusal = await refusalOf({ DATABASE_URL: url }, { migrates })
    expect(refusal).toContain('there is no such database')
  })

  test.for([true, false])('the password is wrong, or missing (%s)', async (migrates, context) => {
    const fresh = await freshDatabase()
    const url = withLogin(fresh.app.url, fresh.app.name, 'wrong')
    const asks = await rowsOf(url, 'select').then(
      () => false,
      () => true,
    )
    context.skip(!asks, 'this Postgres server asks for no password')
    const env = { ...envOf(fresh), DATABASE_URL: url }
    expect(await refusalOf(env, { migrates })).toContain('refuses the password')

    const none = withLogin(fresh.app.url, fresh.app.name, '')
    expect(await refusalOf({ ...env, DATABASE_URL: none }, { migrates })).toContain(
      'asks for a password',
    )
    const owner = withLogin(fresh.owner.url, fresh.owner.name, 'wrong')
    expect(
      await refusalOf({ ...envOf(fresh), UNSAID_OWNER_DATABASE_URL: owner }, { migrates: true }),
    ).toContain('(UNSAID_OWNER_DATABASE_URL)')
  })

  test('the server has no SSL', async () => {
    const fresh = await freshDatabase()
    const [{ ssl }] = (await fresh.asAdmin('show ssl')) as [{ ssl: string }]
    const env = { ...envOf(fresh), DATABASE_URL: `${fresh.app.url}?sslmode=require` }
    const refusal = await refusalOf(env)
    expect(refusal).toContain(ssl === 'on' ? 'certificate' : 'has no SSL')
  })

  test('the role could see through row-level security', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    await fresh.asAdmin(`alter role ${fresh.appRole} bypassrls`)
    expect(await refusalOf(envOf(fresh))).toContain('UNSAID_APP_ROLE')
  })

  test('the schema is too new for this code', async () => {
    const fresh = await freshDatabase()
    await fresh.migrate()
    await fresh.asAdmin(`create or replace function unsaid.schema_version(
      out schema_version integer, out min_code_version integer)
      language sql stable as 'select 99, 99'`)
    expect(await refusalOf(envOf(fresh), { migrates: true })).toContain('upgrade it')
  })
})

describe('the pepper', () => {
  const pepper = (letter: string) => ({ UNSAID_PEPPER: letter.repeat(32) })

  test('may be none, until the database has seen one', async () => {
    const fresh = await freshDatabase()
    expect((await open(envOf(fresh), { migrates: true })).pepper).toBeUndefined()
    const app = await open({ ...envOf(fresh), ...pepper('p') })
    expect(app.pepper).toBeDefined()
    await open({ ...envOf(fresh), ...pepper('p') })

    expect(await refusalOf(envOf(fresh))).toContain('set UNSAID_PEPPER to the same one')
    const refusal = await refusalOf({ ...envOf(fresh), ...pepper('q') })
    expect(refusal).toContain('the pepper (UNSAID_PEPPER) is not the one')
    expect(refusal).not.toContain('qqq')
  })
})

describe('without a URL', () => {
  test('the embedded server of the data folder comes up migrated, and goes with the closing', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'unsaid-app-'))
    onTestFinished(async () => {
      await removeEmbedded(dataDir)
      await rm(dataDir, { recursive: true, force: true })
    })
    const closing = createClosing()
    const said: string[] = []
    const options = { closing, say: (line: string) => said.push(line) }
    const app = await openApp(readConfig({ UNSAID_DATA_DIR: dataDir }), options)
    expect(await listWorkspaces(app.db)).toEqual(['default'])
    expect(said.join()).toContain(dataDir)
    expect(app.pepper).toBeDefined()

    await closing.close()
    await expect(rowsOf(app.url, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    const other = { UNSAID_DATA_DIR: dataDir, UNSAID_PEPPER: 'p'.repeat(32) }
    expect(await refusalOf(other)).toContain('is not the one')
  })

  test('a data folder that can not be used is said with its cure', async () => {
    const refusal = await refusalOf({ UNSAID_DATA_DIR: '/dev/null/data' })
    expect(refusal).toContain('/dev/null/data')
  })
})

function envOf(fresh: FreshDatabase) {
  return {
    DATABASE_URL: fresh.app.url,
    UNSAID_OWNER_DATABASE_URL: fresh.owner.url,
    UNSAID_APP_ROLE: fresh.appRole,
  }
}

async function open(env: NodeJS.ProcessEnv, options: Partial<OpenOptions> = {}) {
  const closing = createClosing()
  onTestFinished(() => closing.close())
  return openApp(readConfig(env), { closing, say: () => {}, ...options })
}

/** No message to a user shows a password. */
async function refusalOf(env: NodeJS.ProcessEnv, options?: Partial<OpenOptions>): Promise<string> {
  const failure: unknown = await open(env, options).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(StartError)
  const { message } = failure as StartError
  expect(message).not.toContain('secret')
  return message
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
