import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import pg from 'pg'
import { asApp } from './as-app.ts'
import { giveUpSilent } from './give-up-silent.ts'
import type { Database } from './tables.ts'

export type Db = Kysely<Database>

export interface DatabaseOptions {
  readonly url: string
  /** The role every transaction works as; it owns nothing and can't bypass row-level security. */
  readonly appRole: string
  /** Connections at most. */
  readonly max?: number
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

/** Opens the database for the app. Connects at the first query. */
export function openDatabase(options: DatabaseOptions): Db {
  const { pool, asked } = openPool(options)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: asked }) })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Db, pg.Pool>()

/** The connections of a database that was opened here; it tells how many there are. */
export function poolOf(db: Db): pg.Pool | undefined {
  return pools.get(db)
}

/**
 * What `openDatabase` works on: connections, and how the app asks them. Statements are sent as they
 * come, without waiting for replies.
 */
export function openPool({ url, appRole, max = 10 }: DatabaseOptions): {
  readonly pool: pg.Pool
  readonly asked: PostgresPool
} {
  const pool = newPool({ connectionString: url, max, pipeline: true })
  return { pool, asked: asApp(pool, appRole) }
}

function ignore(): void {
  // Reported by whoever uses the connection next.
}
