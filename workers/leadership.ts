import pg from 'pg'
import { connectionOptions } from '../src/database/connection.ts'
import { ALONE, LOCK_CLASSES } from '../src/database/lock-classes.ts'

/** Who does what only one process may do at a time. */
export interface Leadership {
  /** Takes the lead if nobody has it. Rejects when Postgres can't be asked. */
  hold(): Promise<boolean>
  /** Hands it on. */
  close(): Promise<void>
}

export interface LeadershipOptions {
  readonly url: string
  readonly appRole: string
}

const LOCK = 'select pg_try_advisory_lock($1, $2) as locked'

/** Milliseconds; a connection that is half open must not stop every later round. */
const ANSWER_WITHIN = 5_000

/** The lead is a session's lock: it lives as long as the session, so a dead process hands it on. */
export function createLeadership(
  options: LeadershipOptions,
  led: 'dispatcher' | 'sealer' = 'dispatcher',
): Leadership {
  let session: pg.Client | undefined

  async function take(): Promise<boolean> {
    const client = newClient(options)
    client.on('error', () => {
      if (session === client) session = undefined
    })
    try {
      await client.connect()
      const { rows } = await client.query<{ locked: boolean }>(LOCK, [
        LOCK_CLASSES.alone,
        ALONE[led],
      ])
      if (rows[0]?.locked) session = client
      return session === client
    } finally {
      // A session nobody remembers would keep the lock for ever.
      if (session !== client) discard(client)
    }
  }

  async function stillHeld(client: pg.Client): Promise<boolean> {
    try {
      await client.query('select 1')
      return true
    } catch (error) {
      session = undefined
      discard(client)
      throw error
    }
  }

  return {
    hold: () => (session ? stillHeld(session) : take()),
    async close() {
      await session?.end()
      session = undefined
    },
  }
}

function newClient({ url, appRole }: LeadershipOptions): pg.Client {
  return new pg.Client({
    connectionString: url,
    options: connectionOptions(appRole),
    connectionTimeoutMillis: ANSWER_WITHIN,
    query_timeout: ANSWER_WITHIN,
    keepAlive: true,
  })
}

function discard(client: pg.Client): void {
  client.end().catch(() => undefined)
}
