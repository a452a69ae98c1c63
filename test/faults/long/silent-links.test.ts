import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openRedactionDoor } from '../../../src/accept/redaction-door.ts'
import { openDatabase } from '../../../src/database/connection.ts'
import { createLogger } from '../../../src/logger.ts'
import type { QueueBackend } from '../../../src/queue/backend.ts'
import { QUEUES } from '../../../src/queue/names.ts'
import { openDeliveryQueue } from '../../../src/queue/open-delivery-queue.ts'
import { startWorker } from '../../../workers/start-worker.ts'
import { describeBackends } from '../../each-backend.ts'
import { NO_REDIS } from '../../redis-server.ts'
import { outcomeCounts } from '../../workers/job-rows.ts'
import { pollUntil } from '../../scene/poll-until.ts'
import { openQueueScene } from '../../scene/queue-scene.ts'
import { cuttableProxy } from '../../scene/raw-cuttable-proxy.ts'
import { partOf, storeConversations } from '../../scene/stored-conversations.ts'

const logger = createLogger('silent')

test('a link to Redis that died without a word is replaced', async ({ skip }) => {
  const { closing, database, redis } = await openQueueScene('redis')
  if (!redis) return skip(NO_REDIS)
  await storeConversations(database.db, { conversations: 1, parts: 4 })
  const proxy = await cuttableProxy(Number(new URL(redis.url).port))
  const backend = { kind: 'redis', url: `redis://127.0.0.1:${proxy.port}` } as const
  const { db } = database
  // Its wakeups come too late for this test: what it does it was told by the queue.
  const settings = { db, backend, logger, dispatchEvery: 600_000 }
  const worker = closing.opened(startWorker(settings), (one) => one.close())
  const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
    one.close(),
  )
  await Promise.all([worker.ready(), queue.ready()])
  const door = openRedactionDoor(db, queue, logger)
  const redacted = async (position: number) => {
    const request = partOf(0, position)
    const { job } = await door.accept('default', { request, requestedBy: 'library' })
    await expect.poll(() => outcomeCounts(database, [job])).toEqual({ redacted: 1 })
  }

  await redacted(0)
  proxy.silence()
  await redacted(1)
})

describeBackends('links to Postgres that died without a word', (kind) => {
  test('are replaced', async () => {
    const { closing, database, redis } = await openQueueScene(kind)
    await storeConversations(database.db, { conversations: 1, parts: 4 })
    const direct = new URL(database.url)
    const proxy = await cuttableProxy(Number(direct.port))
    const url = Object.assign(new URL(direct), { hostname: '127.0.0.1', port: proxy.port }).href
    const { appRole } = database
    const db = closing.opened(openDatabase({ url, appRole }), (one) => one.destroy())
    const backend: QueueBackend = redis
      ? { kind: 'redis', url: redis.url }
      : { kind: 'postgres', url, appRole }
    const worker = startWorker({ db, backend, logger, dispatchEvery: 1_000 })
    closing.opened(worker, (one) => one.close())
    await worker.ready()
    const queue = closing.opened(openDeliveryQueue(QUEUES.redactions, backend, logger), (one) =>
      one.close(),
    )
    const door = openRedactionDoor(db, queue, logger)
    const redacted = async (position: number) => {
      const ask = { request: partOf(0, position), requestedBy: 'library' }
      const job = async () => (await door.accept('default', ask).catch(() => undefined))?.job
      const accepted = await pollUntil(job, (id) => id !== undefined, { within: 100_000 })
      await pollUntil(
        () => outcomeCounts(database, [accepted!]),
        ({ redacted: done }) => done === 1,
        { within: 100_000 },
      )
    }

    await redacted(0)
    proxy.silence()
    await redacted(1)
  })
})

test('a statement that takes its time is waited for', async () => {
  const { database } = await openQueueScene('postgres')
  // Longer than a silent server is looked at.
  const { rows } = await sql`select pg_sleep(12), 'done' as said`.execute(database.db)
  expect(rows).toMatchObject([{ said: 'done' }])
})
