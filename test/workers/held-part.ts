import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import type { TestDatabase } from '../database-test.ts'

/** Another session's lock on a part of workspace `default`, until its client ends. */
export async function holdPart({ ownerUrl }: TestDatabase, partId: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl })
  client.on('error', () => undefined) // its database is dropped before it ends
  await client.connect()
  onTestFinished(() => client.end().catch(() => undefined))
  await client.query('begin')
  await client.query(`select set_config('unsaid.workspace', 'default', true)`)
  const { rowCount } = await client.query(
    'select 1 from unsaid.conversation_part where id = $1 for update',
    [partId],
  )
  expect(rowCount).toBe(1)
  return client
}
