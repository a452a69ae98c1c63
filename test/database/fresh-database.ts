import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject, onTestFinished } from 'vitest'
import { migrate, type MigrateOptions } from '../../src/database/migrate.ts'
import { QUEUE_NAMES, QUEUE_SCHEMA } from '../../src/queue/names.ts'
import { onServer, withDatabase, withLogin } from '../postgres-server.ts'

export interface Login {
  readonly name: string
  readonly url: string
}

/** An empty database with roles of its own, none of which outlives the test. */
export interface FreshDatabase {
  readonly name: string
  readonly owner: Login
  readonly app: Login
  /** No such role exists yet. */
  readonly appRole: string
  /** Nor such a one. */
  readonly producerRole: string
  /** Makes one more role that can log in, with these attributes. */
  login(attributes?: string): Promise<Login>
  /** A name that no role has yet. */
  roleName(): string
  /** Runs a statement as a superuser, and gives back its rows. */
  asAdmin(statement: string): Promise<Record<string, unknown>[]>
  migrate(options?: Partial<MigrateOptions>): Promise<void>
}

/** @param ownerAttributes of the login that owns the database */
export async function freshDatabase(ownerAttributes = 'createrole'): Promise<FreshDatabase> {
  const { adminUrl } = inject('postgres')
  const run = `fresh_${randomBytes(6).toString('hex')}`
  const [appRole, producerRole] = [`${run}_app`, `${run}_producer`]
  const roles = [appRole, producerRole]
  onTestFinished(() => dropAll(adminUrl, run, roles))

  const roleName = () => {
    const name = `${run}_${roles.length}`
    roles.push(name)
    return name
  }
  const login = async (attributes = ''): Promise<Login> => {
    const name = roleName()
    await onServer(adminUrl, `create role ${name} login ${attributes} password 'secret'`)
    return { name, url: withDatabase(withLogin(adminUrl, name, 'secret'), run) }
  }
  const [owner, app] = [await login(ownerAttributes), await login()]
  await onServer(adminUrl, `create database ${run} owner ${owner.name} strategy file_copy`)
  const settings = { appRole, producerRole, queues: QUEUE_NAMES, queueSchema: QUEUE_SCHEMA }
  return {
    name: run,
    owner,
    app,
    appRole,
    producerRole,
    login,
    roleName,
    asAdmin: (statement) => rowsOf(withDatabase(adminUrl, run), statement),
    migrate: (options = {}) =>
      migrate({ ...settings, ownerUrl: owner.url, appLogin: app.name, ...options }),
  }
}

export async function rowsOf(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}

/** All at once: a role that granted another can't go before it. */
async function dropAll(adminUrl: string, database: string, roles: string[]): Promise<void> {
  await onServer(adminUrl, `drop database if exists ${database} with (force)`)
  await onServer(adminUrl, `drop role if exists ${roles.join(', ')}`)
}
