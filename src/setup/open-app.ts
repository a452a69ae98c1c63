import type { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { assertFitServer } from '../database/assert-fit-server.ts'
import { assertOwnSessions } from '../database/assert-own-sessions.ts'
import { openDatabase, type Db } from '../database/connection.ts'
import { EmbeddedError } from '../database/embedded/embedded-error.ts'
import { openEmbedded } from '../database/embedded/open-embedded.ts'
import { loginOf } from '../database/login-of.ts'
import { pepperOf, type Pepper } from '../database/pepper.ts'
import { assertPlainRole } from '../database/roles.ts'
import { assertSchema, schemaState } from '../database/schema-version.ts'
import { failureKind, StartError } from '../failure.ts'
import type { QueueBackend } from '../queue/backend.ts'
import { QUEUE_NAMES, QUEUE_SCHEMA } from '../queue/names.ts'
import { assertPepper, type NamedPepper } from './assert-pepper.ts'
import { explainFailure } from './explain-failure.ts'

const APP_URL = 'DATABASE_URL'
const OWNER_URL = 'UNSAID_OWNER_DATABASE_URL'

/** What every process of Unsaid works with. */
export interface App {
  readonly db: Db
  /** Where sessions of its own are opened: never a pooler's, if the user has named another. */
  readonly url: string
  readonly appRole: string
  readonly backend: QueueBackend
  /** Undefined: contacts can't be found by key, nor people be suppressed. */
  readonly pepper: Pepper | undefined
  /** Of an embedded server: it ended and can't be started again. Rejects with a StartError. */
  readonly lost?: Promise<never> | undefined
  /** Where the embedded server's data lies. */
  readonly dataFolder?: string | undefined
}

/** Where Postgres is: given by URL, or the embedded server of the data folder. */
export interface AppPlace {
  readonly url: string
  /** Postgres itself, where `url` leads to a pooler. */
  readonly directUrl: string
  readonly ownerUrl: string
  readonly embedded: boolean
  /** UNSAID_PEPPER, else the embedded server's own. */
  readonly pepper: NamedPepper | undefined
  readonly lost?: Promise<never>
}

export interface OpenOptions {
  readonly closing: Closing
  /** One-line notes for the user. */
  readonly say: (line: string) => void
  /** Bring the schema up to date first, if that is needed. The embedded server's always is. */
  readonly migrates?: boolean
  readonly max?: number
}

/**
 * Opens the database as the app's powerless role and makes sure that role and schema are as they
 * must be.
 *
 * @throws StartError with a message for the user
 */
export async function openApp(config: Config, options: OpenOptions): Promise<App> {
  const place = await findPostgres(config, options)
  const { appRole } = config
  if (place.embedded || options.migrates) await migrateIfNeeded(place, config)

  const max = options.max === undefined ? {} : { max: options.max }
  const db = options.closing.opened(openDatabase({ url: place.url, appRole, ...max }), (one) =>
    one.destroy(),
  )
  await explained(APP_URL, async () => {
    await assertFitServer(db)
    await assertPlainRole(db, appRole)
    await assertSchema(db)
    await assertPepper(db, place.pepper)
  })
  const { directUrl: url, pepper, lost } = place
  const dataFolder = place.embedded ? config.dataDir : undefined
  const backend = backendOf(config, place)
  if (backend.kind === 'postgres') await assertFitForQueue(place)
  return { db, url, appRole, backend, pepper: pepper?.pepper, lost, dataFolder }
}

/** Finds Postgres; starts the embedded server if no URL is given. */
export async function findPostgres(
  config: Config,
  { closing, say }: OpenOptions,
): Promise<AppPlace> {
  const given = config.pepper === undefined ? undefined : named('UNSAID_PEPPER', config.pepper)
  if (config.databaseUrl !== undefined) {
    const { databaseUrl: url, directDatabaseUrl: directUrl = url } = config
    const { ownerDatabaseUrl: ownerUrl = directUrl } = config
    return { url, directUrl, ownerUrl, embedded: false, pepper: given }
  }
  const server = closing.opened(await startEmbedded(config, say), (one) => one.close())
  const pepper = given ?? named(server.pepper.file, server.pepper.secret)
  const lost = server.lost.catch(toldToUser)
  lost.catch(() => undefined) // whoever runs on waits for it; a command ends before
  const { url, ownerUrl } = server
  return { url, directUrl: url, ownerUrl, embedded: true, pepper, lost }
}

function named(name: string, secret: string): NamedPepper {
  return { name, pepper: pepperOf(secret) }
}

function startEmbedded({ dataDir }: Config, say: OpenOptions['say']) {
  return openEmbedded(dataDir, { say }).catch(toldToUser)
}

function toldToUser(error: unknown): never {
  throw error instanceof EmbeddedError ? new StartError(error.message) : error
}

/** BullMQ's statements on Postgres are not ours to begin. */
async function assertFitForQueue({ embedded, directUrl }: AppPlace): Promise<void> {
  if (embedded) return
  const cure = 'set UNSAID_DIRECT_DATABASE_URL to Postgres itself, or REDIS_URL for the queue'
  await explained(APP_URL, () => assertOwnSessions(directUrl, cure))
}

/**
 * Brings role, schemas and grants up to date. BullMQ has a part in that and takes long to load;
 * most commands find a schema that is up to date.
 */
export async function migratePlace(place: AppPlace, config: Config): Promise<void> {
  const { migrate } = await import('../database/migrate.ts')
  const { url, ownerUrl, embedded } = place
  const cure = 'set UNSAID_DIRECT_DATABASE_URL to Postgres itself, for migrations'
  if (!embedded) await explained(OWNER_URL, () => assertOwnSessions(ownerUrl, cure))
  const appLogin = await explained(APP_URL, () => loginOf(url))
  await explained(ownerUrl === url ? APP_URL : OWNER_URL, () =>
    migrate({
      ownerUrl,
      appRole: config.appRole,
      appLogin,
      queues: QUEUE_NAMES,
      queueSchema: QUEUE_SCHEMA,
    }),
  )
}

async function migrateIfNeeded(place: AppPlace, config: Config): Promise<void> {
  const db = openDatabase({ url: place.url, appRole: config.appRole, max: 1 })
  try {
    const state = await schemaState(db)
    if (state === 'current' || state === 'newer' || state === 'too_new') return
  } catch (error) {
    // 22023 and 42501: the app's role does not exist yet, or is not granted yet.
    if (failureKind(error) === 'away') throw explainFailure(error, APP_URL)
  } finally {
    await db.destroy()
  }
  await migratePlace(place, config)
}

function backendOf(config: Config, { directUrl: url }: AppPlace): QueueBackend {
  return config.redisUrl === undefined
    ? { kind: 'postgres', url, appRole: config.appRole }
    : { kind: 'redis', url: config.redisUrl }
}

async function explained<T>(variable: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw explainFailure(error, variable)
  }
}
