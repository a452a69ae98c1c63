import { sql } from 'kysely'
import { expect } from 'vitest'
import { openRedactionDoor } from '../../src/accept/redaction-door.ts'
import { createLogger } from '../../src/logger.ts'
import { openDeliveryQueue } from '../../src/queue/open-delivery-queue.ts'
import { test } from '../database-test.ts'
import { partOf } from '../scene/stored-conversations.ts'

const ask = { request: partOf(0, 0), requestedBy: 'library', reason: 'gdpr_17' }
const logger = createLogger('silent')

test('a request is durable, with its wakeup, though no queue answers', async ({ database }) => {
  const nowhere = { kind: 'redis' as const, url: 'redis://127.0.0.1:1' }
  const queue = openDeliveryQueue('redactions', nowhere, logger)
  const { job, delivered } = await openRedactionDoor(database.db, queue, logger).accept(
    'default',
    ask,
  )
  const { rows } = await sql`
    select job.state, job.reason, job.requested_by, wakeup.deliveries from job
      join wakeup on wakeup.job_id = job.id where job.id = ${job}`.execute(database.admin)
  expect(rows).toEqual([
    { state: 'queued', reason: 'gdpr_17', requested_by: 'library', deliveries: 0 },
  ])
  await expect(delivered).resolves.toBeUndefined()
  await queue.close()
})

test('what can not be stored is not accepted, and wakes nobody', async ({ database }) => {
  const queue = openDeliveryQueue('redactions', database.backend('postgres'), logger)
  const door = openRedactionDoor(database.db, queue, logger)
  const before = await queue.backlog()
  const words = { ...ask, reason: "the caller's own words" }
  await expect(door.accept('default', words)).rejects.toMatchObject({ code: '23514' })
  expect(await queue.backlog()).toEqual(before)
  await queue.close()
})
