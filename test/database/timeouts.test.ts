import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { inWorkspace } from '../../src/database/in-workspace.ts'
import { createLogger } from '../../src/logger.ts'
import { listen } from '../../src/outcomes/listen.ts'
import { newQueue } from '../../src/queue/backend.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { startDispatcher } from '../../workers/dispatcher.ts'
import { test, type TestDatabase } from '../database-test.ts'

const IN_FORCE = {
  role: 'unsaid_app',
  statement_timeout: '30s',
  lock_timeout: '2s',
  idle_in_transaction_session_timeout: '30s',
}
const SETTINGS = `select ${Object.keys(IN_FORCE)
  .map((name) => `current_setting('${name}') as ${name}`)
  .join(', ')}`
const logger = createLogger('silent')

test('a connection of the pool has the role and the timeouts', async ({ database }) => {
  expect((await sql.raw(SETTINGS).execute(database.db)).rows).toEqual([IN_FORCE])
})

test('a lock that somebody holds is given up after two seconds', async ({ database }) => {
  await sql`insert into contact (workspace_id, id, data) values ('default', 'held', '{}')`.execute(
    database.admin,
  )
  await database.admin.transaction().execute(async (holder) => {
    await sql`select from contact where id = 'held' for update`.execute(holder)
    const waiting = inWorkspace(database.db, 'default', (trx) =>
      sql`select from contact where id = 'held' for update`.execute(trx),
    )
    await expect(waiting).rejects.toMatchObject({ code: '55P03' })
  })
})

test("the queue's connections have them, too", async ({ database }) => {
  const backend = database.backend('postgres')
  const queue = newQueue('redactions', backend, {})
  onTestFinished(() => queue.close())
  await queue.waitUntilReady()
  const { pool } = (queue as unknown as { backend: { connection: { pool: pg.Pool } } }).backend
    .connection
  expect((await pool.query(SETTINGS)).rows).toEqual([IN_FORCE])
})

/** Each opens a connection of its own, to be told which settings it asks for. */
const OPENERS: [string, (database: TestDatabase, url: string) => { close(): Promise<void> }][] = [
  [
    'that listens for outcomes',
    ({ appRole }, url) => listen({ url, appRole, waiter: 'w', onNews: () => {} }, logger),
  ],
  [
    'of the dispatcher',
    ({ appRole, db, backend }, url) => {
      const queue = openDeliveryQueue('redactions', backend('postgres'), logger)
      onTestFinished(() => queue.close())
      return startDispatcher({ db, url, appRole, queue, chunks: queue, logger })
    },
  ],
]

test.for(OPENERS)('the connection %s has them, too', async ([, open], { database }) => {
  const { url, startup } = await recordStartup(database.url)
  const opened = open(database, url)
  onTestFinished(() => opened.close())
  const parameters = (await startup).split('\0')
  const options = parameters[parameters.indexOf('options') + 1]!

  const client = new pg.Client({ connectionString: database.url, options })
  await client.connect()
  onTestFinished(() => client.end())
  expect((await client.query(SETTINGS)).rows).toEqual([IN_FORCE])
})

/** A server that hears what a client asks for at connect, and hangs up. */
async function recordStartup(url: string): Promise<{ url: string; startup: Promise<string> }> {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const startup = once(server, 'connection').then(async ([socket]: Socket[]) => {
    const [bytes] = (await once(socket!, 'data')) as [Buffer]
    socket!.destroy()
    return bytes.subarray(8).toString()
  })
  const here = new URL(url)
  here.port = String((server.address() as AddressInfo).port)
  return { url: here.href, startup }
}
