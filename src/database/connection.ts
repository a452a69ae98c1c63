import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { giveUpSilent } from './give-up-silent.ts'
import { PLANNED_EACH_TIME, prepared } from './prepared.ts'
import type { Database } from './tables.ts'

export type Db = Kysely<Database>

export interface DatabaseOptions {
  readonly url: string
  /** The role every connection works as; it owns nothing and can't bypass row-level security. */
  readonly appRole: string
  /** Connections at most. */
  readonly max?: number
}

/** Milliseconds. A transaction of ours is short; one that is not holds back VACUUM and others. */
const TIMEOUTS = {
  statement_timeout: 30_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 30_000,
} as const

/**
 * Settings that node-postgres sends at connect. BullMQ's own pool takes the same, so the queue's
 * tables are reached as the same powerless role.
 */
export function connectionOptions(appRole: string): string {
  const timeouts = Object.entries(TIMEOUTS).map(([name, ms]) => `-c ${name}=${String(ms)}`)
  return [`-c role=${appRole}`, ...timeouts].join(' ')
}

/**
 * Listens for errors before it connects: a server's last word can come with its first, before a
 * pool listens, and an `error` nobody hears ends the process (measured).
 *
 * A login that node-postgres gives up itself, for want of a password, leaves its socket open: it
 * kept the process, and a DROP DATABASE, waiting for the server's 60 s (measured).
 */
class HangingUpClient extends pg.Client {
  readonly #config: pg.ClientConfig

  constructor(config: pg.ClientConfig = {}) {
    super(config)
    this.#config = config
  }

  override connect(): Promise<pg.Client>
  override connect(callback: Connected): void
  override connect(callback?: Connected): Promise<pg.Client> | void {
    this.on('error', (error) => losses.set(this, error))
    const connected = super.connect().then(
      (client) => {
        giveUpSilent(this, this.#config)
        return client
      },
      (error: unknown) => {
        this.connection.stream.destroy()
        throw error
      },
    )
    if (!callback) return connected
    void connected.then(
      (client) => void Reflect.apply(callback, undefined, [null, client]),
      (error: unknown) => void Reflect.apply(callback, undefined, [error]),
    )
  }
}

const losses = new WeakMap<object, Error>()

/** Why a connection of ours is lost, if it is: for who came too late to listen. */
export function lossOf(client: object): Error | undefined {
  return losses.get(client)
}

type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void)

/**
 * A pool that outlives the connections it loses. A backend that dies raises `error` on the idle
 * pool or on a client that is checked out between two statements; the query that is running fails
 * on its own and is handled there.
 */
export function newPool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    Client: HangingUpClient,
    ...config,
  })
  pool.on('error', ignore)
  return pool
}

/**
 * A pool as the app's role, in schema `unsaid`. A connection sends statements as they come, without
 * waiting for the reply to the one before; cursors can't be used on it.
 */
export function openPool({ url, appRole, max = 10 }: DatabaseOptions): pg.Pool {
  const options = `${connectionOptions(appRole)} -c search_path=unsaid -c ${PLANNED_EACH_TIME}`
  return newPool({ connectionString: url, options, max, pipeline: true })
}

/** Opens the database for the app. Connects at the first query. */
export function openDatabase(options: DatabaseOptions): Db {
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool: prepared(openPool(options)) }),
  })
}

function ignore(): void {
  // Reported by whoever uses the connection next.
}
