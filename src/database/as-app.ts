import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import { isStale } from '../failure.ts'
import { peerOf, type Peer } from './peer.ts'
import { becomeApp, BEGIN } from './server-settings.ts'
import { statementName } from './statement-names.ts'
import { together } from './together.ts'

type Values = readonly unknown[]
type Send = (text: string, values?: Values) => Promise<pg.QueryResult>

/**
 * A pool whose connections work as the app. One to Postgres itself does from its first statement on.
 * Behind a pooler, where what is set for a connection would be another's, it does in each transaction,
 * and as nobody between two; a statement outside of a transaction gets one of its own. Neither takes a
 * round trip more.
 *
 * Makes Postgres read each statement once for a connection: to parse it and to put its table's
 * policies into it takes as long as to run it for one message (measured).
 *
 * @param pool sends statements without waiting for the reply to the one before
 */
export function asApp(pool: pg.Pool, appRole: string): PostgresPool {
  const settings = becomeApp(appRole, 'transaction')
  const ready = new WeakSet<pg.PoolClient>()

  async function prepare(client: pg.PoolClient): Promise<Peer> {
    const peer = await peerOf(client)
    if (!peer.pooled && !ready.has(client)) {
      const become = becomeApp(appRole, 'connection')
      // In a transaction that writes: a standby is told before anything else is asked.
      await together([BEGIN, become, 'commit'].map((text) => client.query(text)))
      ready.add(client)
    }
    return peer
  }

  return {
    async connect() {
      const client = await pool.connect()
      try {
        const { pooled, keepsNames } = await prepare(client)
        return working(client, pooled ? settings : undefined, keepsNames)
      } catch (error) {
        client.release(true)
        throw error
      }
    },
    end: () => pool.end(),
  }
}

/** @param settings that each transaction begins with; undefined: the connection has them */
function working(
  client: pg.PoolClient,
  settings: string | undefined,
  keepsNames: boolean,
): PostgresPoolClient {
  // Begun by us, and not ended by us: whoever gets the connection next must not go on in it.
  const state = { isOpen: false, isStale: false }
  const send: Send = (text, values = []) => {
    const isNamed = keepsNames && (values.length > 0 || text === settings)
    const name = isNamed ? { name: statementName(text) } : {}
    return client.query({ text, values: [...values], ...name }).catch((error: unknown) => {
      state.isStale ||= isStale(error)
      throw error
    })
  }
  // Should it not begin, a standby can do no more than read behind it, and nobody gets what is read.
  const begin = () => together([send(BEGIN), ...(settings === undefined ? [] : [send(settings)])])
  const query = async (text: string, values: Values = []): Promise<unknown> => {
    const opens = text === 'begin'
    if (!opens && !state.isOpen) {
      return settings === undefined ? send(text, values) : alone({ begin, send }, text, values)
    }
    state.isOpen = text !== 'commit' && text !== 'rollback'
    return opens ? (await begin())[0] : send(text, values)
  }
  return {
    // The other way to call it is with a cursor, which can't be used on these connections.
    query: query as unknown as PostgresPoolClient['query'],
    release: () => {
      client.release(state.isOpen || state.isStale)
    },
  }
}

interface Sending {
  readonly begin: () => Promise<unknown>
  readonly send: Send
}

/** Of a transaction in which a statement failed a commit is a rollback. */
async function alone({ begin, send }: Sending, text: string, values: Values): Promise<unknown> {
  const [, result] = await together([begin(), send(text, values), send('commit')])
  return result
}
