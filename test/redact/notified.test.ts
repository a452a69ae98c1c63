import { once } from 'node:events'
import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { waiterChannel } from '../../src/jobs/notify-waiters.ts'
import { redactGroup } from '../../src/redact/redact-group.ts'
import { test } from '../database-test.ts'
import { acceptRedactions } from '../jobs/accept-redactions.ts'

test('who waits for a job is notified of its end, by name, and told nothing more', async ({
  database,
}) => {
  const waiter = 'e1d0c5a6b7f80912'
  const client = new pg.Client({ connectionString: database.url })
  onTestFinished(() => client.end())
  await client.connect()
  await client.query(`listen ${client.escapeIdentifier(waiterChannel(waiter))}`)
  const request = { type: 'source', conversationId: 'nowhere', sourceId: '1' } as const
  const ask = { request, requestedBy: 'cli', waiter }
  const jobs = await acceptRedactions(database.db, 'default', [ask])

  const heard = once(client, 'notification')
  await redactGroup(database.db, 'default', jobs)
  expect(await heard).toMatchObject([{ channel: waiterChannel(waiter), payload: '' }])
})
