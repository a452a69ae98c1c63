import pg from 'pg'
import { StartError } from '../failure.ts'
import { peerOf } from './peer.ts'

/**
 * Makes sure that a URL leads to Postgres itself, for what needs sessions of its own: a pooler takes
 * no settings at connect, and may give each transaction another session.
 *
 * @param needs who needs them, and what the user can do
 * @throws StartError
 */
export async function assertOwnSessions(url: string, needs: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { pooled } = await peerOf(client)
    if (pooled) throw new StartError(`the database's URL leads to a connection pooler: ${needs}`)
  } finally {
    await client.end()
  }
}
