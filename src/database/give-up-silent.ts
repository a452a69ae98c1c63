import { Socket } from 'node:net'
import pg from 'pg'
import { isPooled } from './peer.ts'

/** Milliseconds without a byte from a server that owes an answer, before it is looked at. */
const SILENCE = 10_000

/**
 * So many silences in a row end a pooler's connection: it does not tell which backend works for us,
 * but that is longer than any statement of ours may take.
 */
const POOLED_SILENCES = 4

/** Milliseconds for the look. */
const LOOK_WITHIN = 5_000

/** A server whose answer does not get through waits for its client: that counts as no work. */
const AT_WORK = `select exists (
  select from pg_catalog.pg_stat_activity
   where pid = $1 and state = 'active' and wait_event is distinct from 'ClientWrite') as working`

/**
 * Gives up a connection whose server owes an answer, is silent and is not at work on it: its link
 * died without a word, as when a host is lost or a firewall forgot it. The system finds out after
 * a quarter of an hour, and each connection of a pool waited so long. A statement may take its
 * time: whether it runs is asked on a connection of its own.
 *
 * @param client connected
 * @param config how it was connected
 */
export function giveUpSilent(client: pg.Client, config: pg.ClientConfig): void {
  const { stream } = client.connection
  if (!(stream instanceof Socket)) return

  const inARow = { heard: 0, silences: 0 }
  const look = async () => {
    const heard = stream.bytesRead
    inARow.silences = inARow.heard === heard ? inARow.silences + 1 : 1
    inARow.heard = heard
    const maybeAtWork = isPooled(client)
      ? inARow.silences < POOLED_SILENCES
      : await isAtWork(config, backendOf(client))
    if (maybeAtWork) return
    if (owesAnswer(client) && stream.bytesRead === heard) stream.destroy(silence())
  }
  stream.on('timeout', () => {
    // Node tells of one silence once.
    stream.setTimeout(SILENCE)
    if (owesAnswer(client)) void look()
  })
  stream.setTimeout(SILENCE)
}

async function isAtWork(config: pg.ClientConfig, backend: number): Promise<boolean> {
  const within = { connectionTimeoutMillis: LOOK_WITHIN, query_timeout: LOOK_WITHIN }
  // As who logs in, not as the app's role: one sees what one's own sessions do.
  const other = new pg.Client({ ...config, ...within, options: '' })
  other.on('error', () => undefined)
  try {
    await other.connect()
    const { rows } = await other.query<{ working: boolean }>(AT_WORK, [backend])
    return rows[0]?.working ?? false
  } catch (error) {
    // One that answers with an error is there; it may have no connection to spare.
    return error instanceof pg.DatabaseError
  } finally {
    other.end().catch(() => undefined)
  }
}

/** As the system would say it, later. */
function silence(): Error {
  return Object.assign(new Error('the server is silent'), { code: 'ETIMEDOUT' })
}

/** node-postgres tells nobody else that a statement was sent and its answer has not ended. */
function owesAnswer(client: object): boolean {
  return '_activeQuery' in client && Boolean(client._activeQuery)
}

function backendOf(client: object): number {
  return 'processID' in client ? Number(client.processID) : 0
}
